package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassicModelTest {
    @Test
    void noPartitionHasTwoOwnersAndEveryRebalanceEndsWhateverHappens() {
        int generations = 0;
        int takeovers = 0;
        int refusals = 0;
        for (long seed = 0; seed < 100; seed++) {
            GroupModel model = new GroupModel(seed);
            try {
                model.safety(600);
                model.liveness();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            generations += model.generations;
            takeovers += model.takeovers;
            refusals += model.refusals;
        }
        assertThat(generations).isGreaterThan(1_000);
        assertThat(takeovers).isGreaterThan(100);
        assertThat(refusals).isGreaterThan(100);
    }
}
