package strata.groups.classic;

import java.util.Locale;
import java.util.UUID;
import strata.groups.group.Asked;
import strata.kernel.ErrorCode;
import strata.kernel.RandomSource;
import strata.kernel.Todo;
import strata.kernel.groups.GroupSettings;
import strata.kernel.request.JoinGroup;

/** What a JoinGroup does to a classic group. */
final class Joins {
    private final GroupSettings.Classic settings;
    private final Sessions sessions;
    private final Rebalances rebalances;
    private final StaticMembers statics;
    private final RandomSource random;

    Joins(
            GroupSettings.Classic settings,
            Sessions sessions,
            Rebalances rebalances,
            RandomSource random) {
        this.settings = settings;
        this.sessions = sessions;
        this.rebalances = rebalances;
        this.statics = new StaticMembers(sessions, rebalances);
        this.random = random;
    }

    /** Whether a session timeout is one that a member may have. */
    boolean isSessionTimeoutAllowed(int sessionTimeoutMs) {
        return sessionTimeoutMs >= settings.minSessionTimeoutMs()
                && sessionTimeoutMs <= settings.maxSessionTimeoutMs();
    }

    /**
     * A member joins a group that there is.
     *
     * <p>GROUP_MAX_SIZE_REACHED if there {@link #isRoomFor no room} for it: then it is not, or no
     * longer, a member. INCONSISTENT_GROUP_PROTOCOL if the group's members cannot {@link #fits
     * speak with it}. Otherwise one without an id {@link #joinsAnew joins anew}, and one with an id
     * {@link #joinsAgain joins again}.
     */
    void join(ClassicGroup group, JoinGroup.Request request, Asked asked, Turn turn) {
        String memberId = request.memberId();
        if (!isRoomFor(group, memberId)) {
            forget(group, memberId);
            refuse(asked, ErrorCode.GROUP_MAX_SIZE_REACHED, "", turn);
        } else if (!fits(group, request)) {
            refuse(asked, ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId, turn);
        } else if (memberId.isEmpty()) {
            joinsAnew(group, request, asked, turn);
        } else {
            joinsAgain(group, request, asked, turn);
        }
    }

    /**
     * Whether {@code group.max.size} allows this member. An empty group takes anybody. While
     * members are joining, those that have joined count, and have their place: where the limit was
     * lowered, the last to join are left out. In a generation, its members have their place.
     */
    boolean isRoomFor(ClassicGroup group, String memberId) {
        if (group.isEmpty()) {
            return true;
        }
        ClassicMember member = group.roster.find(memberId);
        if (group.is(ClassicState.PREPARING_REBALANCE)) {
            boolean hasJoined = member != null && member.waitsForJoin();
            return hasJoined || group.roster.joinedCount() < settings.maxSize();
        }
        return member != null || group.roster.size() < settings.maxSize();
    }

    /**
     * Whether the group's members can speak with who joins: it is of the group's protocol type, and
     * supports a protocol that all of them support. Of an empty group it decides the type; it must
     * name one, and a protocol.
     */
    boolean fits(ClassicGroup group, JoinGroup.Request request) {
        if (group.isEmpty()) {
            return !request.protocolType().isEmpty() && !request.protocols().isEmpty();
        }
        return request.protocolType().equals(group.protocolTypeOrNull())
                && group.roster.allSupportOneOf(request.protocols());
    }

    private void forget(ClassicGroup group, String memberId) {
        ClassicMember member = group.roster.find(memberId);
        Alarm session = member == null ? group.roster.pendingSession(memberId) : member.session;
        if (session != null) {
            sessions.cancel(session);
        }
        group.roster.remove(memberId);
    }

    /**
     * One that has no id joins. It gets an id that nobody ever had: its client id, or its instance
     * id if it is a static member, and 128 random bits.
     *
     * <p>A static member whose instance id has a member takes {@link StaticMembers#replace that
     * one's place}. A dynamic one has to come again with the id, if it understands
     * MEMBER_ID_REQUIRED (KIP-394): until its session timeout has passed it is waited for; so a
     * client that comes anew for every try leaves no members behind. Any other is a member now.
     */
    private void joinsAnew(ClassicGroup group, JoinGroup.Request request, Asked asked, Turn turn) {
        String instanceId = request.instanceId();
        String memberId = newId(instanceId == null ? asked.client().clientId() : instanceId, asked);
        String formerId = group.roster.idOfStatic(instanceId);
        if (formerId != null) {
            ClassicMember former = group.roster.get(formerId);
            statics.replace(
                    former, new ClassicMember(former, memberId, request), request, asked, turn);
        } else if (instanceId == null && request.support().memberIdRequired()) {
            Alarm session = new Alarm(Alarm.Kind.SESSION, group, memberId);
            group.roster.addPending(memberId, session);
            sessions.set(session, turn.nowMs() + request.sessionTimeoutMs());
            refuse(asked, ErrorCode.MEMBER_ID_REQUIRED, memberId, turn);
        } else {
            add(new ClassicMember(group, memberId, request, asked.client()), request, asked, turn);
        }
    }

    /** The time is in it, as a node that is started anew may draw the same numbers again. */
    private String newId(String prefix, Asked asked) {
        long high = ((random.nextLong() ^ asked.wallMs()) & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0xC0L << 56)) | (0x80L << 56);
        return prefix + "-" + new UUID(high, low).toString().toLowerCase(Locale.ROOT);
    }

    /** A new member: it waits, and the others are to join again. */
    private void add(ClassicMember member, JoinGroup.Request request, Asked asked, Turn turn) {
        ClassicGroup group = member.session.group;
        Alarm pending = group.roster.pendingSession(member.id());
        if (pending != null) {
            sessions.cancel(pending);
        }
        if (group.roster.isEmpty()) {
            group.setProtocolType(request.protocolType());
        }
        member.isNew = true;
        group.roster.add(member);
        group.roster.waitForJoin(member, asked.waiter(), turn);
        group.initialDelay.memberAdded = true;
        sessions.joinsFirst(member, turn.nowMs());
        rebalances.beginOrGoOn(group, "new member " + member.id() + why(request), turn);
    }

    /**
     * One that has an id joins. Who is waited for with this id is a member now (KIP-394). Anybody
     * else must be what {@link Fencing#ofMember} demands; then:
     *
     * <ul>
     *   <li>While members are joining, it has joined, with what it says now.
     *   <li>While they wait for what the leader shares out: if it says what it said before, it has
     *       probably not got the answer, and is told the generation again; otherwise the group
     *       rebalances.
     *   <li>In a stable group: the leader's wish makes the group rebalance, as it may know of
     *       something that concerns what it has shared out; so does a member that says something
     *       new. Any other is told the generation, and can fetch its assignment.
     * </ul>
     */
    private void joinsAgain(ClassicGroup group, JoinGroup.Request request, Asked asked, Turn turn) {
        throw Todo.step(
                "4.2", "tell it the generation, or have it wait while the group rebalances");
    }

    private static String why(JoinGroup.Request request) {
        return request.reason() == null ? "" : " (" + request.reason() + ")";
    }

    private static void refuse(Asked asked, ErrorCode error, String memberId, Turn turn) {
        turn.draft().answer(asked.waiter(), JoinGroup.Response.failed(error, memberId));
    }
}
