package strata.replication;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.IsrProposal.Member;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.8", concept = "fencing", code = "REP-308")
final class Hidden38FencingTest {
    private static final int LEADER_EPOCH = 7;
    private static final int PARTITION_EPOCH = 70;

    private final EpochFencing rules = new EpochFencing();
    private final Map<NodeId, BrokerRegistered> brokers = new TreeMap<>();

    private static BrokerRegistered broker(
            NodeId id, long epoch, TopicId incarnation, boolean fenced, boolean stopping) {
        return new BrokerRegistered(
                id, "127.0.0.1", 9092, null, epoch, incarnation, fenced, stopping);
    }

    @Claim(
            value = "Of all that can be wrong with a proposal the first is told",
            rules = {
                "R3.8-c", "R3.8-d", "R3.8-e", "R3.8-f", "R3.8-g", "R3.8-h", "R3.8-i", "R3.8-j"
            })
    void ofAllThatIsWrongTheFirstIsTold(Lesson lesson) {
        SplittableRandom random = lesson.random("proposals");
        HiddenTestPartition p = HiddenTestPartition.drawn(3, random);
        for (int kind = -1; kind < 4; kind++) {
            PartitionChanged now = kind < 0 ? null : state(p, kind, random);
            lesson.step("all proposals about %s", now == null ? "no partition" : now);
            for (int epochs = 0; epochs < 9; epochs++) {
                for (int sender = 0; sender < 4; sender++) {
                    for (List<NodeId> isr : lists(p)) {
                        registerAll(p, random);
                        IsrChange change =
                                new IsrChange(
                                        nodeOf(p, sender),
                                        LEADER_EPOCH - 1 + epochs % 3,
                                        PARTITION_EPOCH - 1 + epochs / 3,
                                        members(isr, random),
                                        random.nextBoolean());
                        lesson.now("%s; registered are %s", change, told());
                        lesson.expect(
                                "the error",
                                right(now, change),
                                rules.isrChange(now, change, brokers::get));
                    }
                }
            }
        }
    }

    /** Recovering or not, with a leader or none. */
    private static PartitionChanged state(
            HiddenTestPartition p, int kind, SplittableRandom random) {
        int leader = random.nextInt(3);
        int isr = kind % 2 == 0 ? random.nextInt(8) | 1 << leader : 0;
        return p.state(
                p.of(isr), kind % 2 == 0 ? p.node(leader) : null, List.of(), List.of(), kind < 2);
    }

    /** All lists of up to three of the replicas and another broker. */
    private static List<List<NodeId>> lists(HiddenTestPartition p) {
        List<List<NodeId>> all = new ArrayList<>();
        all.add(List.of());
        for (int from = 0, round = 0; round < 3; round++) {
            int to = all.size();
            for (; from < to; from++) {
                for (int i = 0; i <= p.count(); i++) {
                    List<NodeId> longer = new ArrayList<>(all.get(from));
                    longer.add(nodeOf(p, i));
                    all.add(longer);
                }
            }
        }
        return all;
    }

    private static NodeId nodeOf(HiddenTestPartition p, int index) {
        return index < p.count() ? p.replicas.get(index) : p.former;
    }

    private void registerAll(HiddenTestPartition p, SplittableRandom random) {
        brokers.clear();
        for (int i = 0; i <= p.count(); i++) {
            NodeId node = nodeOf(p, i);
            if (random.nextInt(12) > 0) {
                boolean fenced = random.nextInt(8) == 0;
                boolean stopping = random.nextInt(8) == 0;
                brokers.put(node, broker(node, 100 + i, TopicId.ZERO, fenced, stopping));
            }
        }
    }

    private List<String> told() {
        return brokers.values().stream()
                .map(each -> each.id() + " in " + each.brokerEpoch() + (each.mayLead() ? "" : "!"))
                .toList();
    }

    private List<Member> members(List<NodeId> isr, SplittableRandom random) {
        List<Member> members = new ArrayList<>();
        for (NodeId node : isr) {
            BrokerRegistered known = brokers.get(node);
            long epoch = known == null ? 100 : known.brokerEpoch();
            long off = random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0;
            members.add(new Member(node, random.nextInt(4) == 0 ? -1 : epoch + off));
        }
        return members;
    }

    private ErrorCode right(@Nullable PartitionChanged now, IsrChange change) {
        if (now == null) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        List<ErrorCode> wrong = new ArrayList<>();
        int leaderEpoch = Integer.compare(change.leaderEpoch(), now.leaderEpoch());
        int partitionEpoch = Integer.compare(change.partitionEpoch(), now.partitionEpoch());
        add(wrong, leaderEpoch > 0 || partitionEpoch > 0, ErrorCode.NOT_CONTROLLER);
        add(wrong, leaderEpoch < 0, ErrorCode.FENCED_LEADER_EPOCH);
        add(wrong, !change.sender().equals(now.leader()), ErrorCode.INVALID_REQUEST);
        add(wrong, partitionEpoch < 0, ErrorCode.INVALID_UPDATE_VERSION);
        List<NodeId> isr = change.isr().stream().map(Member::broker).toList();
        add(wrong, isr.isEmpty(), ErrorCode.INVALID_REQUEST);
        add(wrong, now.leader() != null && !isr.contains(now.leader()), ErrorCode.INVALID_REQUEST);
        for (NodeId node : isr) {
            boolean twice = Collections.frequency(isr, node) > 1;
            add(wrong, twice || !now.replicas().contains(node), ErrorCode.INVALID_REQUEST);
        }
        boolean impossible = !now.recovering() || isr.size() > 1;
        add(wrong, change.recovering() && impossible, ErrorCode.INVALID_REQUEST);
        for (Member member : change.isr()) {
            boolean in = now.isr().contains(member.broker());
            add(wrong, !in && !mayJoin(member), ErrorCode.INELIGIBLE_REPLICA);
        }
        return wrong.isEmpty() ? ErrorCode.NONE : wrong.get(0);
    }

    private static void add(List<ErrorCode> errors, boolean applies, ErrorCode error) {
        if (applies) {
            errors.add(error);
        }
    }

    private boolean mayJoin(Member member) {
        BrokerRegistered known = brokers.get(member.broker());
        if (known == null || known.fenced() || known.stopping()) {
            return false;
        }
        return member.brokerEpoch() == -1 || member.brokerEpoch() == known.brokerEpoch();
    }

    @Claim(
            value = "Whatever is registered, only its process speaks for it, and joins with it",
            rules = {"R3.8-a", "R3.8-b", "R3.8-j"})
    void onlyTheRegisteredProcessSpeaks(Lesson lesson) {
        SplittableRandom random = lesson.random("brokers");
        HiddenTestPartition p = HiddenTestPartition.drawn(6, random);
        NodeId node = p.replicas.get(5);
        for (int i = 0; i < 400; i++) {
            long epoch = random.nextLong() >>> random.nextInt(2, 63);
            TopicId first = new TopicId(random.nextInt(2), random.nextInt(2));
            TopicId second = new TopicId(random.nextInt(2), random.nextInt(2));
            boolean fenced = random.nextInt(3) == 0;
            boolean stopping = random.nextInt(3) == 0;
            boolean any = random.nextInt(5) > 0;
            BrokerRegistered known = any ? broker(node, epoch, first, fenced, stopping) : null;
            lesson.step("what is registered: %s", any ? "" + known : "nothing");
            expectRegistration(lesson, known, second, random.nextBoolean());
            for (long given : new long[] {epoch, epoch - 1, epoch + 1, epoch ^ 1L << 32, -1, 0}) {
                lesson.now("a heartbeat of broker epoch %s", given);
                ErrorCode right =
                        !any
                                ? ErrorCode.BROKER_ID_NOT_REGISTERED
                                : given == epoch ? ErrorCode.NONE : ErrorCode.STALE_BROKER_EPOCH;
                lesson.expect("the error", right, rules.heartbeat(known, given));
                boolean joins = any && !fenced && !stopping && (given == epoch || given == -1);
                expectJoin(lesson, p, new Member(node, given), known, joins, random);
            }
        }
    }

    private void expectRegistration(
            Lesson lesson, @Nullable BrokerRegistered known, TopicId incarnation, boolean alive) {
        lesson.now("process %s registers; session alive: %s", incarnation, alive);
        boolean another = known != null && !known.incarnation().equals(incarnation);
        lesson.expect(
                "the error",
                another && alive ? ErrorCode.DUPLICATE_BROKER_REGISTRATION : ErrorCode.NONE,
                rules.registration(known, incarnation, alive));
    }

    /** Among others, at any place: some in the ISR already, some that join with it. */
    private void expectJoin(
            Lesson lesson,
            HiddenTestPartition p,
            Member member,
            @Nullable BrokerRegistered known,
            boolean joins,
            SplittableRandom random) {
        brokers.clear();
        List<Member> isr = new ArrayList<>();
        List<NodeId> present = p.of(1 | random.nextInt(32));
        for (NodeId other : p.replicas.subList(0, 5)) {
            if (present.contains(other)) {
                // These may be fenced, or nobody any more: they are in it.
                isr.add(new Member(other, random.nextInt(5)));
            } else if (random.nextBoolean()) {
                brokers.put(other, broker(other, 9, TopicId.ZERO, false, false));
                isr.add(new Member(other, 9));
            }
        }
        isr.add(random.nextInt(isr.size() + 1), member);
        if (known != null) {
            brokers.put(member.broker(), known);
        }
        PartitionChanged now = p.state(present, present.get(0), List.of(), List.of());
        IsrChange change = new IsrChange(present.get(0), LEADER_EPOCH, PARTITION_EPOCH, isr, false);
        lesson.now("%s joins %s with %s", member, present, isr);
        lesson.expect(
                "the error",
                joins ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA,
                rules.isrChange(now, change, brokers::get));
    }
}
