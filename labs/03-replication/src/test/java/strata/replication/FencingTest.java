package strata.replication;

import static strata.replication.TestPartition.nodes;
import static strata.replication.TestPartition.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.IsrProposal.Member;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.8", concept = "fencing", code = "REP-308")
final class FencingTest {
    private static final TopicId FIRST = new TopicId(1, 1);
    private static final TopicId SECOND = new TopicId(2, 2);

    private final EpochFencing rules = new EpochFencing();
    // Broker n is registered with epoch 100 + n.
    private final Map<NodeId, BrokerRegistered> brokers = new TreeMap<>();

    FencingTest() {
        for (int id = 1; id <= 4; id++) {
            register(id, false, false);
        }
    }

    private BrokerRegistered register(int id, boolean fenced, boolean stopping) {
        BrokerRegistered broker =
                new BrokerRegistered(
                        new NodeId(id),
                        "localhost",
                        9090 + id,
                        null,
                        100 + id,
                        FIRST,
                        fenced,
                        stopping);
        brokers.put(broker.id(), broker);
        return broker;
    }

    @Claim(
            value = "An id belongs to one process, and only its latest epoch speaks for it",
            rules = {"R3.8-a", "R3.8-b"})
    void anIdBelongsToOneProcess(Lesson lesson) {
        BrokerRegistered known = register(1, false, false);
        lesson.step("a process registers as broker 1");
        lesson.now("nobody has that id");
        expect(lesson, ErrorCode.NONE, rules.registration(null, SECOND, false));
        lesson.now("another process has it, and was heard of lately");
        expect(
                lesson,
                ErrorCode.DUPLICATE_BROKER_REGISTRATION,
                rules.registration(known, SECOND, true));
        lesson.now("another process had it, and has been silent");
        expect(lesson, ErrorCode.NONE, rules.registration(known, SECOND, false));
        lesson.now("it asks a second time");
        expect(lesson, ErrorCode.NONE, rules.registration(known, FIRST, true));

        lesson.step("broker 1 is registered with epoch 101, and somebody speaks for it");
        expect(lesson, ErrorCode.NONE, rules.heartbeat(known, 101));
        expect(lesson, ErrorCode.STALE_BROKER_EPOCH, rules.heartbeat(known, 100));
        expect(lesson, ErrorCode.STALE_BROKER_EPOCH, rules.heartbeat(known, 102));
        expect(lesson, ErrorCode.BROKER_ID_NOT_REGISTERED, rules.heartbeat(null, 101));
        lesson.now("it is fenced: it may speak all the same, or it would never be let in");
        expect(lesson, ErrorCode.NONE, rules.heartbeat(register(1, true, false), 101));
    }

    @Claim(
            value = "A leader of another epoch, or with an old view of the ISR, changes nothing",
            rules = {"R3.8-c", "R3.8-d", "R3.8-e", "R3.8-f", "R3.8-g"})
    void anOldLeaderChangesNothing(Lesson lesson) {
        lesson.step("1 leads 1, 2 and 3 in epoch 7; partition epoch 70; 1 and 2 are in sync");
        PartitionChanged now = state(1, nodes(1, 2), List.of(), List.of());
        expectChange(lesson, ErrorCode.NONE, now, change(1, 7, 70, 1));
        expectChange(lesson, ErrorCode.NONE, now, change(1, 7, 70, 1, 2, 3));
        expectChange(lesson, ErrorCode.NONE, now, change(1, 7, 70, 3, 2, 1));

        lesson.step("later epochs than the controller knows");
        expectChange(lesson, ErrorCode.NOT_CONTROLLER, now, change(1, 8, 70, 1));
        expectChange(lesson, ErrorCode.NOT_CONTROLLER, now, change(1, 7, 71, 1));
        expectChange(lesson, ErrorCode.NOT_CONTROLLER, now, change(1, 6, 71, 1));
        expectChange(lesson, ErrorCode.NOT_CONTROLLER, now, change(2, 8, 70, 2));

        lesson.step("older ones");
        expectChange(lesson, ErrorCode.FENCED_LEADER_EPOCH, now, change(1, 6, 70, 1));
        expectChange(lesson, ErrorCode.FENCED_LEADER_EPOCH, now, change(2, 6, 69, 2));
        expectChange(lesson, ErrorCode.INVALID_UPDATE_VERSION, now, change(1, 7, 69, 1));
        expectChange(lesson, ErrorCode.INVALID_UPDATE_VERSION, now, change(1, 7, 69, 1, 9));

        lesson.step("one that does not lead; and a partition that there is not");
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(2, 7, 70, 1, 2));
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(2, 7, 69, 1, 2));
        lesson.now("no partition");
        expect(
                lesson,
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                rules.isrChange(null, change(1, 9, 99, 1), brokers::get));
    }

    @Claim(
            value = "An ISR is of replicas, each once, with its leader; one that recovers is alone",
            rules = {"R3.8-h", "R3.8-i"})
    void anIsrIsOfReplicas(Lesson lesson) {
        lesson.step("1 leads 1, 2 and 3; 1 and 2 are in sync");
        PartitionChanged now = state(1, nodes(1, 2), List.of(), List.of());
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(1, 7, 70));
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(1, 7, 70, 2));
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(1, 7, 70, 1, 1));
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, change(1, 7, 70, 1, 4));
        lesson.now("it says that it recovers, which nobody has asked it to");
        expectChange(lesson, ErrorCode.INVALID_REQUEST, now, recovering(change(1, 7, 70, 1)));

        lesson.step("1 was elected uncleanly, and recovers");
        PartitionChanged unclean = state(1, nodes(1), List.of(), List.of(), true);
        expectChange(lesson, ErrorCode.NONE, unclean, recovering(change(1, 7, 70, 1)));
        expectChange(
                lesson, ErrorCode.INVALID_REQUEST, unclean, recovering(change(1, 7, 70, 1, 2)));
        expectChange(lesson, ErrorCode.NONE, unclean, change(1, 7, 70, 1));
    }

    @Claim(
            value =
                    "Nobody joins an ISR that is fenced, stops, or was another process when it"
                            + " read",
            rules = {"R3.8-j"})
    void whoJoinsMustServe(Lesson lesson) {
        PartitionChanged now = state(1, nodes(1, 2), List.of(), List.of());
        lesson.step("3 is to join 1 and 2");
        IsrChange joins = change(1, 7, 70, 1, 2, 3);
        expectChange(lesson, ErrorCode.NONE, now, joins);
        lesson.now("3 is fenced");
        register(3, true, false);
        expectChange(lesson, ErrorCode.INELIGIBLE_REPLICA, now, joins);
        lesson.now("3 is about to stop");
        register(3, false, true);
        expectChange(lesson, ErrorCode.INELIGIBLE_REPLICA, now, joins);
        lesson.now("3 is not registered");
        brokers.remove(new NodeId(3));
        expectChange(lesson, ErrorCode.INELIGIBLE_REPLICA, now, joins);

        lesson.step("3 is registered with epoch 103");
        register(3, false, false);
        expectChange(lesson, ErrorCode.INELIGIBLE_REPLICA, now, joining(103 - 50));
        expectChange(lesson, ErrorCode.INELIGIBLE_REPLICA, now, joining(104));
        expectChange(lesson, ErrorCode.NONE, now, joining(103));
        lesson.now("its leader cannot say");
        expectChange(lesson, ErrorCode.NONE, now, joining(-1));
    }

    private static IsrChange joining(long brokerEpoch) {
        List<Member> members =
                List.of(new Member(new NodeId(1), -1), new Member(new NodeId(3), brokerEpoch));
        return new IsrChange(new NodeId(1), 7, 70, members, false);
    }

    private static IsrChange change(int sender, int leaderEpoch, int partitionEpoch, int... isr) {
        List<Member> members = new ArrayList<>();
        for (int id : isr) {
            members.add(new Member(new NodeId(id), 100 + id));
        }
        return new IsrChange(new NodeId(sender), leaderEpoch, partitionEpoch, members, false);
    }

    private static IsrChange recovering(IsrChange change) {
        return new IsrChange(
                change.sender(), change.leaderEpoch(), change.partitionEpoch(), change.isr(), true);
    }

    private void expectChange(
            Lesson lesson, ErrorCode right, PartitionChanged now, IsrChange change) {
        lesson.now("%s", change);
        expect(lesson, right, rules.isrChange(now, change, brokers::get));
    }

    private static void expect(Lesson lesson, ErrorCode right, ErrorCode got) {
        lesson.expect("the error", right, got);
    }
}
