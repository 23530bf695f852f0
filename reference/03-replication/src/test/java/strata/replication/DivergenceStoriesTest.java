package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

/** The stories for which leader epochs were invented. */
final class DivergenceStoriesTest {
    private static final long NOW_MS = 1_000;

    private final TestReplica a = new TestReplica(0);
    private final TestReplica b = new TestReplica(1);
    private int partitionEpoch;

    private void lead(TestReplica leader, int leaderEpoch, TestReplica... isr) {
        List<NodeId> ids = new ArrayList<>();
        for (TestReplica member : isr) {
            ids.add(member.id);
        }
        leader.lead(
                new LeaderStart(
                        leaderEpoch,
                        List.of(a.id, b.id),
                        new IsrState(ids, partitionEpoch++, false),
                        leader.highWatermark(),
                        new LeaderSettings(1, 100),
                        (broker, brokerEpoch) -> true,
                        NOW_MS));
    }

    private void produce(TestReplica leader, String... values) {
        leader.leader().ownEndMoved(leader.produce(values), NOW_MS);
    }

    /** KIP-101, scenario 1: who cut to the high watermark lost what was committed. */
    @Test
    void aFollowerThatRestartsKeepsWhatItsLeaderHasToo() {
        lead(a, 0, a, b);
        b.follow(a, 0);
        produce(a, "m1");
        b.catchUp(a, NOW_MS);
        produce(a, "m2");
        // B has m2, and A knows it: m2 is committed. B has not heard so yet.
        b.fetch(a, NOW_MS);
        a.answer(b, b.follower().position(), NOW_MS, 100);
        assertThat(a.highWatermark()).isEqualTo(2);
        assertThat(b.highWatermark()).isEqualTo(1);

        b.restart();
        b.follow(a, 0);
        b.fetch(a, NOW_MS);
        lead(b, 1, b);

        assertThat(b.records()).containsExactly("0:m1", "0:m2");
    }

    /** KIP-101, scenario 2: the same offset, another record. */
    @Test
    void aReplicaThatComesBackCutsWhatTheNewLeaderWroteOtherwise() {
        lead(a, 0, a, b);
        b.follow(a, 0);
        produce(a, "m1");
        b.catchUp(a, NOW_MS);
        produce(a, "m2");
        a.checkpoint();

        lead(b, 1, b);
        produce(b, "m3");
        a.restart();
        a.follow(b, 1);
        FollowerStep first = a.fetch(b, NOW_MS);
        a.catchUp(b, NOW_MS);

        assertThat(first).isEqualTo(new FollowerStep.Truncated(2, 1));
        assertThat(a.records()).isEqualTo(b.records()).containsExactly("0:m1", "1:m3");
        assertThat(a.follower().truncationsBelowHighWatermark()).isZero();
    }

    /** KIP-279: leaders came and went so fast that one round does not find the common prefix. */
    @Test
    void logsOfManyShortReignsAreCutInAsManyRoundsAsItTakes() {
        put(a, 1, 5);
        put(a, 3, 5);
        put(a, 5, 5);
        put(b, 1, 5);
        put(b, 2, 2);
        put(b, 4, 5);
        lead(b, 6, b);
        a.follow(b, 6);

        assertThat(a.fetch(b, NOW_MS)).isEqualTo(new FollowerStep.Truncated(15, 10));
        assertThat(a.fetch(b, NOW_MS)).isEqualTo(new FollowerStep.Truncated(10, 5));
        a.catchUp(b, NOW_MS);

        assertThat(a.records()).isEqualTo(b.records());
        assertThat(a.epochs().entries())
                .containsExactly(new EpochEntry(1, 0), new EpochEntry(2, 5), new EpochEntry(4, 7));
    }

    /** KIP-279: the leader's answer is of an epoch that the follower never saw. */
    @Test
    void anEpochThatTheFollowerDoesNotHaveIsNotTakenForItsOwn() {
        put(a, 0, 10);
        put(a, 2, 10);
        put(b, 0, 12);
        put(b, 1, 5);
        lead(b, 3, b);

        EpochEnd told =
                Divergence.seenByLeader(b.epochs(), b.logEndOffset(), a.follow(b, 3).position());
        a.fetch(b, NOW_MS);

        assertThat(told).isEqualTo(new EpochEnd(1, 17));
        assertThat(a.logEndOffset()).isEqualTo(10);
        a.catchUp(b, NOW_MS);
        assertThat(a.records()).isEqualTo(b.records());
    }

    /** A leader that wrote nothing leaves no trace in a log whose next leader wrote before. */
    @Test
    void aReignWithoutARecordIsForgottenByWhoeverFollowsNext() {
        lead(a, 0, a, b);
        b.follow(a, 0);
        produce(a, "m1");
        b.catchUp(a, NOW_MS);
        produce(a, "m2");
        lead(b, 1, b);
        // B has led and written nothing; A, which has m2 of epoch 0, is elected again.
        lead(a, 2, a);
        produce(a, "m3");
        b.follow(a, 2);
        b.catchUp(a, NOW_MS);

        assertThat(b.epochs().entries())
                .containsExactly(new EpochEntry(0, 0), new EpochEntry(2, 2));
        assertThat(b.records()).isEqualTo(a.records());
    }

    /** KIP-497: the controller may have carried out what it never answered. */
    @Test
    void whoMayBeInTheIsrHoldsTheHighWatermark() {
        lead(a, 0, a);
        b.follow(a, 0);
        produce(a, "m1");
        b.catchUp(a, NOW_MS);
        assertThat(a.leader().isrDue(NOW_MS)).isNotNull();

        produce(a, "m2");
        a.leader().ownEndMoved(2, NOW_MS + 5_000);

        assertThat(a.highWatermark()).isEqualTo(1);
        a.leader()
                .metadataChanged(
                        new LeaderChange(
                                List.of(a.id, b.id),
                                new IsrState(List.of(a.id), partitionEpoch++, false)),
                        NOW_MS + 5_000);
        assertThat(a.highWatermark()).isEqualTo(2);
    }

    private static void put(TestReplica replica, int epoch, int count) {
        for (int i = 0; i < count; i++) {
            replica.put(epoch, "e" + epoch + "-" + replica.logEndOffset());
        }
    }
}
