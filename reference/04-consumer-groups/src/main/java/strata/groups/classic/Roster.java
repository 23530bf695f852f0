package strata.groups.classic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.request.JoinGroup;

/**
 * Who is in a classic group, and who is about to be.
 *
 * <p>Invariants: a static member is the only one with its instance id; an id is a member's, or
 * pending, never both; there is a leader, and it is a member, exactly if there are members.
 */
final class Roster {
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();

    /** Ids of static members, by their instance ids. */
    private final Map<String, String> statics = new TreeMap<>();

    /**
     * Who has been given an id to join with and has not joined yet (KIP-394): until when it is
     * waited for, by that id.
     */
    private final Map<String, Alarm> pending = new LinkedHashMap<>();

    /**
     * Ids of members that have not fetched the assignment of the generation under way; also of one
     * that has been replaced by its successor since, and so is no member any more.
     */
    private final Set<String> unsynced = new LinkedHashSet<>();

    /** How many members support each protocol. */
    private final Map<String, Integer> supporters = new LinkedHashMap<>();

    private @Nullable String leader;

    /** How many members wait for the answer to their JoinGroup. */
    private int joinedCount;

    boolean isEmpty() {
        return members.isEmpty();
    }

    int size() {
        return members.size();
    }

    /** In the order in which they came. */
    Collection<ClassicMember> all() {
        return Collections.unmodifiableCollection(members.values());
    }

    boolean has(String memberId) {
        return members.containsKey(memberId);
    }

    @Nullable
    ClassicMember find(String memberId) {
        return members.get(memberId);
    }

    ClassicMember get(String memberId) {
        Check.that(has(memberId), "%s is a member", memberId);
        return Objects.requireNonNull(members.get(memberId));
    }

    /** The id of the member with this instance id; null for none. */
    @Nullable
    String idOfStatic(@Nullable String instanceId) {
        return instanceId == null ? null : statics.get(instanceId);
    }

    @Nullable
    String leader() {
        return leader;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leader);
    }

    /** The longest time that a member asks for to join again; 0 when there is none. */
    int rebalanceTimeoutMs() {
        int longestMs = 0;
        for (ClassicMember member : members.values()) {
            longestMs = Math.max(longestMs, member.rebalanceTimeoutMs());
        }
        return longestMs;
    }

    /** Adds a member; the first one leads. */
    void add(ClassicMember member) {
        Check.that(!has(member.id()), "%s is a member once", member.id());
        members.put(member.id(), member);
        if (member.instanceId() != null) {
            statics.put(member.instanceId(), member.id());
        }
        if (leader == null) {
            leader = member.id();
        }
        count(member, 1);
        pending.remove(member.id());
    }

    /** Removes a member, or who was about to be one; another one leads if it did. */
    void remove(String memberId) {
        ClassicMember member = members.remove(memberId);
        if (member != null) {
            Check.that(
                    !member.waitsForJoin() && !member.waitsForSync(), "%s was answered", memberId);
            count(member, -1);
            if (member.instanceId() != null) {
                statics.remove(member.instanceId(), memberId);
            }
        }
        if (isLeader(memberId)) {
            leader = members.isEmpty() ? null : members.keySet().iterator().next();
        }
        pending.remove(memberId);
        unsynced.remove(memberId);
    }

    /** A static member goes on under another id in the former's place, and leads if that did. */
    void replace(String formerId, ClassicMember successor) {
        List<ClassicMember> inOrder = new ArrayList<>(members.values());
        ClassicMember former = get(formerId);
        count(former, -1);
        count(successor, 1);
        Check.that(!former.waitsForJoin() && !former.waitsForSync(), "%s was answered", formerId);
        members.clear();
        for (ClassicMember member : inOrder) {
            ClassicMember kept = member == former ? successor : member;
            members.put(kept.id(), kept);
        }
        statics.put(String.valueOf(successor.instanceId()), successor.id());
        if (isLeader(formerId)) {
            leader = successor.id();
        }
    }

    /** All that a record tells of: members, and their leader. Who is pending stays so. */
    void restore(List<ClassicMember> stored, @Nullable String leaderId) {
        members.clear();
        statics.clear();
        supporters.clear();
        leader = null;
        joinedCount = 0;
        stored.forEach(this::add);
        if (leaderId != null && has(leaderId)) {
            leader = leaderId;
        }
    }

    /** A member says anew what it supports. */
    void update(ClassicMember member, JoinGroup.Request request) {
        count(member, -1);
        member.update(request);
        count(member, 1);
    }

    private void count(ClassicMember member, int by) {
        for (JoinGroup.Protocol protocol : member.protocols()) {
            supporters.merge(
                    protocol.name(), by, (left, right) -> left + right == 0 ? null : left + right);
        }
    }

    /** Whether all members support one of these protocols at least. */
    boolean allSupportOneOf(List<JoinGroup.Protocol> protocols) {
        for (JoinGroup.Protocol protocol : protocols) {
            if (supporters.getOrDefault(protocol.name(), 0) == members.size()) {
                return true;
            }
        }
        return false;
    }

    // Who has joined.

    /** A member's JoinGroup is answered when the generation begins. */
    void waitForJoin(ClassicMember member, long waiter, Turn turn) {
        if (!member.waitsForJoin()) {
            joinedCount++;
        }
        member.waitForJoin(waiter, turn);
    }

    /** Answers a member's JoinGroup, if it waits for that. */
    void answerJoin(ClassicMember member, JoinGroup.Response response, Turn turn) {
        if (member.answerJoin(response, turn)) {
            joinedCount--;
        }
    }

    /** How many members have joined, and wait. */
    int joinedCount() {
        return joinedCount;
    }

    /** Whether every member has joined, and everybody who has been given an id. */
    boolean allHaveJoined() {
        return joinedCount == members.size() && pending.isEmpty();
    }

    /** Makes a member that has joined the leader, unless it has one that has joined. */
    boolean electJoinedLeader() {
        if (leader == null) {
            return false;
        }
        if (get(leader).waitsForJoin()) {
            return true;
        }
        for (ClassicMember member : members.values()) {
            if (member.waitsForJoin()) {
                leader = member.id();
                return true;
            }
        }
        return false;
    }

    // Who is about to join.

    boolean isPending(String memberId) {
        return pending.containsKey(memberId);
    }

    void addPending(String memberId, Alarm session) {
        pending.put(memberId, session);
    }

    /** The session of one who has been given an id; null when there is none. */
    @Nullable
    Alarm pendingSession(String memberId) {
        return pending.get(memberId);
    }

    Collection<Alarm> pendingSessions() {
        return List.copyOf(pending.values());
    }

    // Who has not fetched its assignment yet.

    /** A generation has begun: every member is to fetch its assignment. */
    void expectAllToSync() {
        unsynced.clear();
        unsynced.addAll(members.keySet());
    }

    void expectNoneToSync() {
        unsynced.clear();
    }

    void synced(String memberId) {
        unsynced.remove(memberId);
    }

    boolean allHaveSynced() {
        return unsynced.isEmpty();
    }

    /**
     * Who is still waited for; some may have been replaced by a successor, so {@link #find} them.
     */
    List<String> unsynced() {
        return List.copyOf(unsynced);
    }
}
