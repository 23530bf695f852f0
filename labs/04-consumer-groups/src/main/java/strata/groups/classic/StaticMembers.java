package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import strata.groups.group.Asked;
import strata.kernel.ErrorCode;
import strata.kernel.Todo;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/**
 * Static members (KIP-345): who restarts within its session, and joins with the instance id that it
 * had, goes on with what it had. It gets another member id, so that its former self, should that be
 * alive, is fenced.
 */
final class StaticMembers {
    private final Sessions sessions;
    private final Rebalances rebalances;

    StaticMembers(Sessions sessions, Rebalances rebalances) {
        this.sessions = sessions;
        this.rebalances = rebalances;
    }

    /**
     * A static member takes its former self's place.
     *
     * <p>In a stable group whose choice of a protocol does not change by that, nothing else
     * changes: the new id is stored, and the member is told the generation ({@link #goOn}).
     * Otherwise whoever waits under the former id is told FENCED_INSTANCE_ID, the member has
     * joined, and the group rebalances; also where members wait for what the leader shares out, as
     * it would give it to the former id.
     */
    void replace(
            ClassicMember former,
            ClassicMember successor,
            JoinGroup.Request request,
            Asked asked,
            Turn turn) {
        throw Todo.step("4.6", "store the new id and go on, or fence the old one and rebalance");
    }

    private static boolean keepsProtocol(
            ClassicGroup group, ClassicMember former, ClassicMember successor) {
        List<ClassicMember> members = new ArrayList<>();
        group.roster.all().forEach(member -> members.add(member == former ? successor : member));
        return Votes.choose(members).equals(group.protocol());
    }

    private static void store(
            ClassicGroup group, ClassicMember former, ClassicMember successor, Turn turn) {
        String protocol = String.valueOf(group.protocol());
        List<GroupValue.ClassicMember> members = new ArrayList<>();
        for (ClassicMember member : group.roster.all()) {
            ClassicMember kept = member == former ? successor : member;
            members.add(kept.stored(protocol, kept.assignment()));
        }
        String leader = group.roster.isLeader(former.id()) ? successor.id() : group.roster.leader();
        GroupValue.ClassicGroup stored = group.stored(members);
        turn.draft()
                .store(
                        new GroupKey.ClassicGroup(group.id()),
                        new GroupValue.ClassicGroup(
                                stored.protocolType(),
                                stored.generation(),
                                stored.protocol(),
                                leader,
                                stored.stateTimestampMs(),
                                members));
    }

    /**
     * What it is told, of the generation that goes on. A leader that understands it is told to
     * share nothing out, and still what the members say (KIP-814). One that does not would share
     * out: so it is told that its former self is the leader, and fetches its assignment as a
     * follower.
     */
    private static JoinGroup.Response goOn(
            ClassicGroup group,
            ClassicMember former,
            ClassicMember successor,
            JoinGroup.Request request) {
        throw Todo.step("4.6", "tell the generation, and see that nobody shares out again");
    }

    private static List<JoinGroup.Member> sayings(
            ClassicGroup group, ClassicMember former, ClassicMember successor) {
        List<JoinGroup.Member> sayings = new ArrayList<>();
        for (ClassicMember member : group.roster.all()) {
            ClassicMember kept = member == former ? successor : member;
            sayings.add(
                    new JoinGroup.Member(
                            kept.id(), kept.instanceId(), kept.metadata(group.protocol())));
        }
        return sayings;
    }

    /** Nobody waits under the former id any more. */
    private void fence(ClassicMember former, Turn turn) {
        sessions.cancel(former.session);
        former.session.group.roster.answerJoin(
                former, JoinGroup.Response.failed(ErrorCode.FENCED_INSTANCE_ID, former.id()), turn);
        former.answerSync(SyncGroup.Response.failed(ErrorCode.FENCED_INSTANCE_ID), turn);
    }
}
