package strata.groups.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import strata.groups.group.Group;
import strata.groups.group.GroupType;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.log.CorruptDataException;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/**
 * A group of the classic protocol.
 *
 * <p>What a record tells of it, at rest: its generation, protocol, leader, and members with their
 * assignments ({@link #apply} makes that true). What dies with the leadership: a rebalance under
 * way, which no record tells of before its leader has shared out.
 */
public final class ClassicGroup implements Group {
    private final String id;
    private final Sessions sessions;
    final Roster roster = new Roster();
    final Alarm joinAlarm = new Alarm(Alarm.Kind.JOIN, this, "");
    final Alarm syncAlarm = new Alarm(Alarm.Kind.SYNC, this, "");

    private ClassicState state = ClassicState.EMPTY;

    /** When its state last changed, milliseconds since 1970; -1 for unknown. */
    private long stateTimestampMs;

    /** {@code consumer}, {@code connect}, …; null before it has had a member. */
    private @Nullable String protocolType;

    /** The one that its members have voted for; null without members. */
    private @Nullable String protocol;

    /** Rises with every generation that begins. */
    private int generation;

    /** Of a rebalance that makes an empty group one with members. */
    final InitialDelay initialDelay = new InitialDelay();

    /** A static member that takes another's place once its record is applied; null for none. */
    @Nullable ClassicMember successor;

    /** What its members read; null for not computed since they last said so. */
    private @Nullable Subscribed subscribed;

    ClassicGroup(String id, Sessions sessions, long stateTimestampMs) {
        this.id = id;
        this.sessions = sessions;
        this.stateTimestampMs = stateTimestampMs;
    }

    /** How long an empty group waits for more members, once the first has come. */
    static final class InitialDelay {
        /** Whether the rebalance under way is one that began with an empty group. */
        boolean underWay;

        /** Whether members have come since the delay was last extended. */
        boolean memberAdded;

        /** How long it was last. */
        int delayMs;

        /** How much longer it may become. */
        int remainingMs;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public GroupType type() {
        return GroupType.CLASSIC;
    }

    @Override
    public String state() {
        return state.text();
    }

    boolean is(ClassicState other) {
        return state == other;
    }

    /** A step of a rebalance, which no record tells of. */
    void transitionTo(ClassicState next, long wallMs) {
        state = next;
        stateTimestampMs = wallMs;
    }

    @Override
    public String protocolType() {
        return protocolType == null ? "" : protocolType;
    }

    @Nullable
    String protocolTypeOrNull() {
        return protocolType;
    }

    /** The protocol of the first member is the group's. */
    void setProtocolType(String type) {
        protocolType = type;
    }

    /** The protocol that its members have chosen; null for none. */
    public @Nullable String protocol() {
        return protocol;
    }

    /** The number of its last rebalance; 0 before the first. */
    public int generation() {
        return generation;
    }

    /** A generation of members begins. */
    void beginGeneration(String chosen, long wallMs) {
        generation++;
        protocol = chosen;
        subscribed = null;
        transitionTo(ClassicState.COMPLETING_REBALANCE, wallMs);
    }

    /** Its members, in the order in which they came. */
    public List<ClassicMember> members() {
        return List.copyOf(roster.all());
    }

    /** The id of the static member with an instance id; null for none. */
    public @Nullable String memberIdOf(String instanceId) {
        return roster.idOfStatic(instanceId);
    }

    @Override
    public boolean isEmpty() {
        return state == ClassicState.EMPTY;
    }

    boolean speaksConsumer() {
        return ConsumerProtocol.TYPE.equals(protocolType);
    }

    @Override
    public ErrorCode mayCommit(OffsetCommit.Request request, long nowMs) {
        ErrorCode error = Fencing.ofCommit(this, request);
        if (error == ErrorCode.NONE) {
            sessions.heardByCommit(this, request.memberId(), nowMs);
        }
        return error;
    }

    @Override
    public ErrorCode mayCommit(TxnOffsetCommit.Request request) {
        return Fencing.ofTransaction(this, request);
    }

    @Override
    public ErrorCode mayFetch(@Nullable String memberId, int memberEpoch) {
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode mayDeleteOffsets() {
        return isEmpty() || speaksConsumer() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    }

    @Override
    public boolean subscribesTo(String topic) {
        Set<String> topics = subscribed().topics();
        return topics == null ? speaksConsumer() : topics.contains(topic);
    }

    @Override
    public long retainedSinceMs() {
        if (protocolType == null) {
            return SINCE_COMMIT;
        }
        if (isEmpty()) {
            return stateTimestampMs == -1 ? SINCE_COMMIT : stateTimestampMs;
        }
        boolean known = state == ClassicState.STABLE && subscribed().topics() != null;
        return known ? SINCE_COMMIT : NEVER;
    }

    /**
     * @param topics what the members read; null when nobody can tell
     */
    private record Subscribed(@Nullable Set<String> topics) {}

    private Subscribed subscribed() {
        if (subscribed == null) {
            subscribed = new Subscribed(speaksConsumer() ? topicsOfMembers() : null);
        }
        return subscribed;
    }

    private @Nullable Set<String> topicsOfMembers() {
        Set<String> topics = new TreeSet<>();
        try {
            for (ClassicMember member : roster.all()) {
                if (protocol == null || !member.protocolNames().contains(protocol)) {
                    return null;
                }
                topics.addAll(ConsumerProtocol.subscription(member.metadata(protocol)).topics());
            }
        } catch (CorruptDataException e) {
            return null;
        }
        return topics;
    }

    @Override
    public List<GroupRecord> tombstones() {
        return List.of(new GroupRecord(new GroupKey.ClassicGroup(id), null));
    }

    /** What is to be stored of it while it is at rest: the generation that it is in. */
    GroupValue.ClassicGroup stored(List<GroupValue.ClassicMember> members) {
        return new GroupValue.ClassicGroup(
                protocolType(), generation, protocol, roster.leader(), stateTimestampMs, members);
    }

    /** What is to be stored when its last member has gone: one more generation, of nobody. */
    GroupValue.ClassicGroup storedEmpty(long wallMs) {
        return new GroupValue.ClassicGroup(
                protocolType(), generation + 1, null, null, wallMs, List.of());
    }

    /**
     * Makes true what a record tells: at the end of a rebalance just as in a replay of the log. The
     * group is stable with the members of the record, or empty if it names none; who is not in the
     * record is a member no more.
     *
     * <p>What no record tells stays as it is, as far as it concerns members that are in the record:
     * their sessions, what they support besides the protocol chosen, and which of them have not
     * fetched their assignment yet. Replayed into a group without any of that, the log gives a
     * group that differs in nothing else.
     */
    void apply(GroupValue.ClassicGroup value) {
        Map<String, ClassicMember> known = new LinkedHashMap<>();
        roster.all().forEach(member -> known.put(member.id(), member));
        if (successor != null) {
            known.put(successor.id(), successor);
            successor = null;
        }
        List<ClassicMember> members = new ArrayList<>(value.members().size());
        for (GroupValue.ClassicMember stored : value.members()) {
            ClassicMember member = known.remove(stored.memberId());
            if (member == null) {
                member = new ClassicMember(this, stored, value.protocol());
            } else {
                member.restore(stored, value.protocol());
            }
            members.add(member);
        }
        known.values().forEach(gone -> sessions.cancel(gone.session));
        roster.restore(members, value.leader());
        generation = value.generation();
        protocolType = value.protocolType().isEmpty() ? null : value.protocolType();
        protocol = value.protocol();
        subscribed = null;
        state = members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE;
        stateTimestampMs = value.stateTimestampMs();
    }

    /** All alarms that may be set for it. */
    List<Alarm> alarms() {
        List<Alarm> alarms = new ArrayList<>(roster.pendingSessions());
        alarms.add(joinAlarm);
        alarms.add(syncAlarm);
        roster.all().forEach(member -> alarms.add(member.session));
        if (successor != null) {
            alarms.add(successor.session);
        }
        return alarms;
    }

    @Override
    public GroupView view() {
        List<GroupView.MemberView> views = new ArrayList<>();
        for (ClassicMember member : roster.all()) {
            List<TopicPartition> owned = owned(member);
            views.add(
                    new GroupView.MemberView(
                            member.id(), member.instanceId(), generation, owned, owned));
        }
        views.sort(java.util.Comparator.comparing(GroupView.MemberView::memberId));
        return new GroupView(id, type().text(), state(), generation, -1, List.copyOf(views));
    }

    private List<TopicPartition> owned(ClassicMember member) {
        if (state != ClassicState.STABLE || !speaksConsumer()) {
            return List.of();
        }
        try {
            return ConsumerProtocol.assignment(member.assignment()).partitions();
        } catch (CorruptDataException e) {
            return List.of();
        }
    }

    /** As DescribeGroups tells it. */
    public DescribeGroups.Group describe() {
        boolean stable = state == ClassicState.STABLE;
        String chosen = stable ? protocol : null;
        List<DescribeGroups.Member> members = new ArrayList<>();
        for (ClassicMember member : roster.all()) {
            members.add(
                    member.describe(
                            chosen == null ? ClassicMember.NO_BYTES : member.metadata(chosen)));
        }
        return new DescribeGroups.Group(
                ErrorCode.NONE,
                null,
                id,
                state(),
                protocolType(),
                chosen == null ? "" : chosen,
                members);
    }
}
