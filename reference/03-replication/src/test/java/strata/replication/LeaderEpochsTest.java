package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.LeaderEpochs;

final class LeaderEpochsTest {
    private final LogWorld world = new LogWorld();
    private final PartitionLog log = world.openLog(0);
    private final LeaderEpochs epochs = world.openEpochs(log, 0);

    @Test
    void anEpochIsEnteredOnceAndOlderOnesAreIgnored() {
        epochs.assign(3, 10);

        epochs.assign(3, 20);
        epochs.assign(2, 30);

        assertThat(epochs.entries()).containsExactly(new EpochEntry(3, 10));
        assertThat(epochs.latestEpoch()).isEqualTo(3);
    }

    @Test
    void anEntryThatWroteNothingGivesWay() {
        epochs.assign(1, 0);
        epochs.assign(2, 10);
        epochs.assign(3, 30);

        epochs.assign(5, 10);

        assertThat(epochs.entries()).containsExactly(new EpochEntry(1, 0), new EpochEntry(5, 10));
    }

    @Test
    void anEpochEndsWhereTheNextBegins() {
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        epochs.assign(6, 45);

        assertThat(epochs.endOf(2, 60)).isEqualTo(new EpochEnd(2, 30));
        assertThat(epochs.endOf(4, 60)).isEqualTo(new EpochEnd(2, 30));
        assertThat(epochs.endOf(5, 60)).isEqualTo(new EpochEnd(5, 45));
        assertThat(epochs.endOf(6, 60)).isEqualTo(new EpochEnd(6, 60));
        assertThat(epochs.endOf(1, 60)).isEqualTo(new EpochEnd(1, 10));
        assertThat(epochs.endOf(7, 60)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(epochs.endOf(-1, 60)).isEqualTo(EpochEnd.UNKNOWN);
    }

    @Test
    void withoutEntriesNothingIsKnown() {
        assertThat(epochs.endOf(0, 60)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(epochs.latestEpoch()).isEqualTo(-1);
        assertThat(epochs.epochAt(0)).isEqualTo(-1);
        assertThat(epochs.entryOf(0)).isNull();
    }

    @Test
    void aRecordIsOfTheEpochThatBeganLastBeforeIt() {
        epochs.assign(2, 10);
        epochs.assign(5, 30);

        assertThat(epochs.epochAt(9)).isEqualTo(-1);
        assertThat(epochs.epochAt(10)).isEqualTo(2);
        assertThat(epochs.epochAt(29)).isEqualTo(2);
        assertThat(epochs.epochAt(30)).isEqualTo(5);
        assertThat(epochs.entryOf(5)).isEqualTo(new EpochEntry(5, 30));
        assertThat(epochs.entryOf(4)).isNull();
    }

    @Test
    void aCutLogLosesTheEpochsBeyondItsEnd() {
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        epochs.assign(6, 45);

        epochs.truncateFromEnd(30);

        assertThat(epochs.entries()).containsExactly(new EpochEntry(2, 10));
        assertThat(text()).isEqualTo("0\n1\n2 10\n");
    }

    @Test
    void aDeletedBeginningIsFoldedIntoOneEntry() {
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        epochs.assign(6, 45);

        epochs.truncateFromStart(30);
        epochs.truncateFromStart(20);

        assertThat(epochs.entries()).containsExactly(new EpochEntry(5, 30), new EpochEntry(6, 45));
        epochs.truncateFromStart(44);
        assertThat(epochs.entries()).containsExactly(new EpochEntry(5, 44), new EpochEntry(6, 45));
        epochs.truncateFromStart(99);
        assertThat(epochs.entries()).containsExactly(new EpochEntry(6, 99));
    }

    @Test
    void everyChangeIsDurableInKafkasFormat() {
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        world.storage.loseUnflushed();
        assertThat(text()).isEqualTo("0\n2\n2 10\n5 30\n");

        epochs.clear();
        world.storage.loseUnflushed();
        assertThat(text()).isEqualTo("0\n0\n");
    }

    @Test
    void whatIsAppendedUnderOneEpochCostsNoWrite() {
        epochs.assign(2, 10);
        int before = world.storage.stepCount();

        epochs.assign(2, 20);
        epochs.truncateFromEnd(30);
        epochs.truncateFromStart(5);

        assertThat(world.storage.stepCount()).isEqualTo(before);
    }

    @Test
    void aNewPartitionsEpochsCostNoWrite() {
        assertThat(List.of(world.storage.exists(LogWorld.CHECKPOINT))).containsExactly(false);
    }

    private String text() {
        return new String(world.storage.bytes(LogWorld.CHECKPOINT), StandardCharsets.UTF_8);
    }
}
