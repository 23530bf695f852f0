package strata.groups.consumer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.groups.group.Group;
import strata.groups.group.GroupType;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/**
 * A group of the consumer protocol: what its records say, the last one of each key. So it does not
 * matter in which order the records of different keys come, or what compaction has left out.
 *
 * <p>Invariant: no partition is assigned to, or being revoked from, two members.
 */
public final class ConsumerGroup implements Group {
    private final String id;
    private final GroupsSpec spec;

    private final SortedMap<String, ConsumerMember> members = new TreeMap<>();

    /** What each member is to have; one may be here before its member. */
    private final SortedMap<String, Partitions> targets = new TreeMap<>();

    /** What the expressions that members have subscribed to match. */
    private final SortedMap<String, GroupValue.Expression> expressions = new TreeMap<>();

    /** Counts what the members want. */
    private int groupEpoch;

    /** Of the topics that the group has subscribed to, as they were at this group epoch. */
    private long metadataHash;

    /** The group epoch of which {@link #targets} was made. */
    private int assignmentEpoch;

    /** When it was made, since 1970; 0 for never. */
    private long assignedMs;

    /** Follows from the members: who has which partition, and who goes by which instance id. */
    private final Holders holders = new Holders();

    private final Map<String, String> byInstance = new LinkedHashMap<>();

    /** Follows from members and expressions; null when it has to be found anew. */
    private @Nullable Set<String> subscribed;

    /** When the metadata was last looked at; dies with the leadership. */
    private Checked checked = Checked.NEVER;

    ConsumerGroup(String id, GroupsSpec spec) {
        this.id = id;
        this.spec = spec;
    }

    /**
     * At what version of the topics, and what group epoch came of it: where that was not stored,
     * they have to be looked at again.
     */
    record Checked(long version, int groupEpoch) {
        static final Checked NEVER = new Checked(Long.MIN_VALUE, 0);
    }

    // What its records say.

    /** Makes a record of this group true; a tombstone of the group itself is not for it. */
    void apply(GroupRecord event) {
        GroupValue value = event.value();
        switch (event.key()) {
            case GroupKey.ConsumerGroup of -> apply((GroupValue.ConsumerGroup) value);
            case GroupKey.Member of -> apply(of, (GroupValue.Member) value);
            case GroupKey.MemberCurrent of -> apply(of, (GroupValue.MemberCurrent) value);
            case GroupKey.MemberTarget of -> apply(of, (GroupValue.MemberTarget) value);
            case GroupKey.Target of -> apply((GroupValue.Target) value);
            case GroupKey.Expression of -> apply(of, (GroupValue.Expression) value);
            case GroupKey.Offset of -> {}
            case GroupKey.ClassicGroup of -> {}
        }
    }

    private void apply(@Nullable GroupValue.ConsumerGroup value) {
        groupEpoch = value == null ? 0 : value.epoch();
        metadataHash = value == null ? 0L : value.metadataHash();
    }

    private void apply(@Nullable GroupValue.Target value) {
        assignmentEpoch = value == null ? 0 : value.assignmentEpoch();
        assignedMs = value == null ? 0L : value.timestampMs();
    }

    private void apply(GroupKey.MemberTarget key, @Nullable GroupValue.MemberTarget value) {
        if (value == null) {
            targets.remove(key.memberId());
        } else {
            targets.put(key.memberId(), Partitions.ofTopics(value.partitions()));
        }
    }

    private void apply(GroupKey.Expression key, @Nullable GroupValue.Expression value) {
        subscribed = null;
        if (value == null) {
            expressions.remove(key.expression());
        } else {
            expressions.put(key.expression(), value);
        }
    }

    private void apply(GroupKey.Member key, @Nullable GroupValue.Member value) {
        // LAB 4.5 put or remove the member; it may be known from other records
        if (value == null) {
            remove(key.memberId());
        } else {
            put(memberOrUnknown(key.memberId()).wanting(value));
        }
    }

    private void apply(GroupKey.MemberCurrent key, @Nullable GroupValue.MemberCurrent value) {
        // LAB 4.5 say where the member stands; with a tombstone, nowhere
        ConsumerMember member = memberOrUnknown(key.memberId());
        if (value != null) {
            put(member.standing(value));
        } else if (member.isTold()) {
            put(member.standingNowhere());
        } else {
            remove(key.memberId());
        }
    }

    private ConsumerMember memberOrUnknown(String memberId) {
        ConsumerMember member = members.get(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private void put(ConsumerMember member) {
        ConsumerMember before = members.put(member.id(), member);
        forget(before);
        holders.hold(member);
        String instanceId = member.instanceId();
        if (instanceId != null) {
            byInstance.put(instanceId, member.id());
        }
    }

    private void remove(String memberId) {
        forget(members.remove(memberId));
    }

    private void forget(@Nullable ConsumerMember member) {
        subscribed = null;
        if (member == null) {
            return;
        }
        holders.release(member);
        String instanceId = member.instanceId();
        if (instanceId != null) {
            byInstance.remove(instanceId, member.id());
        }
    }

    // What is looked at when something is decided.

    int groupEpoch() {
        return groupEpoch;
    }

    long metadataHash() {
        return metadataHash;
    }

    int assignmentEpoch() {
        return assignmentEpoch;
    }

    long assignedMs() {
        return assignedMs;
    }

    /** By their ids. */
    SortedMap<String, ConsumerMember> members() {
        return Collections.unmodifiableSortedMap(members);
    }

    @Nullable
    ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    /** The member that goes by an instance id; null for none. */
    @Nullable
    ConsumerMember staticMember(String instanceId) {
        String memberId = byInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /** What a member is to have. */
    Partitions target(String memberId) {
        return targets.getOrDefault(memberId, Partitions.NONE);
    }

    /** Whether this is stored as what a member is to have. */
    boolean hasTarget(String memberId, Partitions target) {
        Partitions stored = targets.get(memberId);
        return stored != null && stored.sameAs(target);
    }

    SortedMap<String, GroupValue.Expression> expressions() {
        return Collections.unmodifiableSortedMap(expressions);
    }

    /** Who holds a partition; null for nobody. */
    @Nullable
    String holder(TopicId topic, int partition) {
        return holders.of(topic, partition);
    }

    /** The assignor that most members prefer; where none prefers any, the first one configured. */
    String preferredAssignor() {
        return Votes.preferred(members.values(), spec.settings().consumer().assignors());
    }

    /** How many members have subscribed to an expression. */
    long subscribers(String expression) {
        return members.values().stream().filter(m -> m.expression().equals(expression)).count();
    }

    Checked checked() {
        return checked;
    }

    void checked(Checked newChecked) {
        checked = newChecked;
    }

    // As those see it who do not care for the protocol.

    @Override
    public String id() {
        return id;
    }

    @Override
    public GroupType type() {
        return GroupType.CONSUMER;
    }

    @Override
    public String state() {
        if (members.isEmpty()) {
            return "Empty";
        }
        if (groupEpoch > assignmentEpoch) {
            return "Assigning";
        }
        boolean reconciled =
                members.values().stream().allMatch(m -> m.isReconciledTo(assignmentEpoch));
        return reconciled ? "Stable" : "Reconciling";
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public ErrorCode mayCommit(OffsetCommit.Request request, long nowMs) {
        if (request.generationOrEpoch() < 0 && members.isEmpty()) {
            return ErrorCode.NONE;
        }
        ConsumerMember member = members.get(request.memberId());
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return request.toldOfEpochs() || member.isClassic()
                ? Fencing.mayCommit(member, request.generationOrEpoch())
                : ErrorCode.UNSUPPORTED_VERSION;
    }

    @Override
    public ErrorCode mayCommit(
            OffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        ConsumerMember member = members.get(request.memberId());
        if (member == null) {
            return ErrorCode.NONE;
        }
        TopicId known = topicId.equals(TopicId.ZERO) ? spec.topics().idOf(topic) : topicId;
        return Fencing.mayCommit(
                member, request.generationOrEpoch(), known == null ? topicId : known, partition);
    }

    @Override
    public ErrorCode mayCommit(TxnOffsetCommit.Request request) {
        return TransactionFencing.mayCommit(members, request);
    }

    @Override
    public ErrorCode mayCommit(
            TxnOffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        return TransactionFencing.mayCommit(members, request, topicId, partition);
    }

    @Override
    public ErrorCode mayFetch(@Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return ErrorCode.NONE;
        }
        ConsumerMember member = memberId == null ? null : members.get(memberId);
        return member == null ? ErrorCode.UNKNOWN_MEMBER_ID : Fencing.mayFetch(member, memberEpoch);
    }

    @Override
    public ErrorCode mayDeleteOffsets() {
        return ErrorCode.NONE;
    }

    @Override
    public boolean subscribesTo(String topic) {
        if (subscribed == null) {
            Set<String> found = new LinkedHashSet<>();
            members.values().forEach(member -> found.addAll(member.wants().topics()));
            expressions.values().forEach(expression -> found.addAll(expression.topics()));
            subscribed = found;
        }
        return subscribed.contains(topic);
    }

    @Override
    public long retainedSinceMs() {
        return SINCE_COMMIT;
    }

    @Override
    public List<GroupRecord> tombstones() {
        List<GroupRecord> records = new ArrayList<>();
        members.keySet().forEach(m -> remove(records, new GroupKey.MemberCurrent(id, m)));
        Set<String> targeted = new LinkedHashSet<>(members.keySet());
        targeted.addAll(targets.keySet());
        targeted.forEach(m -> remove(records, new GroupKey.MemberTarget(id, m)));
        remove(records, new GroupKey.Target(id));
        members.keySet().forEach(m -> remove(records, new GroupKey.Member(id, m)));
        expressions.keySet().forEach(e -> remove(records, new GroupKey.Expression(id, e)));
        remove(records, new GroupKey.ConsumerGroup(id));
        return List.copyOf(records);
    }

    private static void remove(List<GroupRecord> records, GroupKey key) {
        records.add(new GroupRecord(key, null));
    }

    @Override
    public GroupView view() {
        return new Description(this, spec.topics()).view();
    }

    /**
     * As ConsumerGroupDescribe tells it.
     *
     * @param newTopics the topics that there are
     */
    public ConsumerGroupDescribe.Group describe(TopicsView newTopics) {
        return new Description(this, newTopics).describe();
    }
}
