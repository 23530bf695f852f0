package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.IsrProposal.Member;

class EpochFencingTest {
    private static final TopicId FIRST = new TopicId(1, 1);
    private static final TopicId SECOND = new TopicId(2, 2);
    private static final List<NodeId> NONE = List.of();

    private final EpochFencing rules = new EpochFencing();
    private final Map<NodeId, BrokerRegistered> brokers = new TreeMap<>();

    EpochFencingTest() {
        for (int id = 1; id <= 4; id++) {
            brokers.put(new NodeId(id), broker(id, false, false));
        }
    }

    private static BrokerRegistered broker(int id, boolean fenced, boolean stopping) {
        return new BrokerRegistered(
                new NodeId(id), "localhost", 9090 + id, null, 100 + id, FIRST, fenced, stopping);
    }

    private static List<NodeId> nodes(int... numbers) {
        return Arrays.stream(numbers).mapToObj(NodeId::new).toList();
    }

    /** Led by 1 in epoch 5, partition epoch 50, on 1, 2 and 3. */
    private static PartitionChanged partition(List<NodeId> isr, boolean recovering) {
        return new PartitionChanged(
                FIRST,
                0,
                nodes(1, 2, 3),
                isr,
                new NodeId(1),
                5,
                50,
                NONE,
                NONE,
                recovering,
                NONE,
                NONE);
    }

    private static IsrChange change(int sender, int leaderEpoch, int partitionEpoch, int... isr) {
        List<Member> members =
                Arrays.stream(isr).mapToObj(id -> new Member(new NodeId(id), 100 + id)).toList();
        return new IsrChange(new NodeId(sender), leaderEpoch, partitionEpoch, members, false);
    }

    private ErrorCode check(IsrChange change) {
        return rules.isrChange(partition(nodes(1, 2), false), change, brokers::get);
    }

    @Test
    void aNewIdAndTheSameProcessMayRegister() {
        assertThat(rules.registration(null, FIRST, false)).isEqualTo(ErrorCode.NONE);
        assertThat(rules.registration(broker(1, false, false), FIRST, true))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anotherProcessMayRegisterOnlyWhenTheFirstIsSilent() {
        assertThat(rules.registration(broker(1, false, false), SECOND, true))
                .isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
        assertThat(rules.registration(broker(1, false, false), SECOND, false))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void onlyTheRegisteredEpochSpeaksForABroker() {
        assertThat(rules.heartbeat(null, 101)).isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
        assertThat(rules.heartbeat(broker(1, true, false), 101)).isEqualTo(ErrorCode.NONE);
        assertThat(rules.heartbeat(broker(1, true, false), 100))
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(rules.heartbeat(broker(1, true, false), 102))
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void theLeaderMayShrinkAndExpandTheIsr() {
        assertThat(check(change(1, 5, 50, 1))).isEqualTo(ErrorCode.NONE);
        assertThat(check(change(1, 5, 50, 3, 1, 2))).isEqualTo(ErrorCode.NONE);
        assertThat(check(change(1, 5, 50, 1, 2))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void thereIsNoSuchPartition() {
        assertThat(rules.isrChange(null, change(1, 9, 99, 1), brokers::get))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void whoKnowsOfLaterEpochsHasAnotherController() {
        assertThat(check(change(1, 6, 50, 1))).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(check(change(1, 5, 51, 1))).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(check(change(1, 4, 51, 1))).isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void aLeaderOfAnOlderEpochIsFenced() {
        assertThat(check(change(1, 4, 50, 1))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(check(change(2, 4, 49, 2))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    }

    @Test
    void onlyTheLeaderMayAsk() {
        assertThat(check(change(2, 5, 50, 1, 2))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(check(change(2, 5, 49, 1, 2))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aChangeOfAnOlderStateComesTooLate() {
        assertThat(check(change(1, 5, 49, 1, 2))).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(check(change(1, 5, 49, 1, 9))).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
    }

    @Test
    void anIsrIsOfReplicasEachOnceAndWithTheLeader() {
        for (IsrChange bad :
                List.of(
                        change(1, 5, 50),
                        change(1, 5, 50, 2),
                        change(1, 5, 50, 1, 2, 2),
                        change(1, 5, 50, 1, 4))) {
            assertThat(check(bad)).isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void aRecoveringLeaderIsAloneAndNoOneBeginsToRecover() {
        PartitionChanged now = partition(nodes(1), true);
        List<Member> alone = List.of(new Member(new NodeId(1), -1));
        List<Member> more = List.of(new Member(new NodeId(1), -1), new Member(new NodeId(2), -1));
        NodeId leader = new NodeId(1);

        assertThat(rules.isrChange(now, new IsrChange(leader, 5, 50, alone, true), brokers::get))
                .isEqualTo(ErrorCode.NONE);
        assertThat(rules.isrChange(now, new IsrChange(leader, 5, 50, more, true), brokers::get))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(rules.isrChange(now, new IsrChange(leader, 5, 50, more, false), brokers::get))
                .isEqualTo(ErrorCode.NONE);
        assertThat(check(new IsrChange(leader, 5, 50, alone, true)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void whoJoinsMustBeRegisteredAndServe() {
        IsrChange joins = change(1, 5, 50, 1, 2, 3);

        brokers.put(new NodeId(3), broker(3, true, false));
        assertThat(check(joins)).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        brokers.put(new NodeId(3), broker(3, false, true));
        assertThat(check(joins)).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        brokers.remove(new NodeId(3));
        assertThat(check(joins)).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
    }

    @Test
    void whoJoinsMustBeTheProcessThatFetched() {
        List<Member> old = List.of(new Member(new NodeId(1), 101), new Member(new NodeId(3), 7));
        List<Member> any = List.of(new Member(new NodeId(1), -1), new Member(new NodeId(3), -1));
        NodeId leader = new NodeId(1);

        assertThat(check(new IsrChange(leader, 5, 50, old, false)))
                .isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        assertThat(check(new IsrChange(leader, 5, 50, any, false))).isEqualTo(ErrorCode.NONE);
    }
}
