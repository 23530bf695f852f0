package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.Nullable;

/** Quorums under faults, by chance: many seeds, and the same run for the same seed. */
final class QuorumModelTest {
    private static final int PLANT_SEEDS = 3_000;

    @ParameterizedTest
    @CsvSource({"1, 1, 100", "3, 1, 1000", "5, 1, 300"})
    void nothingCommittedIsLostAndTheQuorumWorksAgainAfterAllFaults(
            int voters, int observers, int seeds) {
        long committed = 0;
        long elections = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                QuorumInvariants run = new QuorumModel(seed, voters, observers, Plant.NONE).run();
                committed += run.committedCount();
                elections += run.electionCount();
            } catch (Breach | strata.kernel.Check.CheckFailed e) {
                throw new AssertionError(voters + " voters, seed " + seed, e);
            }
        }
        assertThat(committed).as("records a run").isGreaterThan(20L * seeds);
        assertThat(elections).as("elections a run").isGreaterThan(2L * seeds);
    }

    @ParameterizedTest
    @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void thePlantedBugIsFound(Plant plant) {
        String found = null;
        long seed = 0;
        while (found == null && seed < PLANT_SEEDS) {
            found = breach(++seed, plant);
        }
        assertThat(found).as("%s, %d seeds", plant, seed).isNotNull();
    }

    private static @Nullable String breach(long seed, Plant plant) {
        try {
            new QuorumModel(seed, 3, 0, plant).run();
            return null;
        } catch (Breach | strata.kernel.storage.StorageException e) {
            return e.getMessage();
        }
    }

    @Test
    void oneSeedIsOneRun() {
        QuorumInvariants first = new QuorumModel(7, 3, 1, Plant.NONE).run();

        QuorumInvariants second = new QuorumModel(7, 3, 1, Plant.NONE).run();

        assertThat(second.committedCount()).isEqualTo(first.committedCount());
        assertThat(second.electionCount()).isEqualTo(first.electionCount());
    }
}
