package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.SyncGroup;

/** A client that is a member, or wants to be one; it does only what it is told. */
final class Peer {
    static final String GROUP = "g";

    final Desk desk;
    String groupId = GROUP;
    String memberId = "";
    @Nullable String instanceId;
    int generation = -1;
    int sessionTimeoutMs = 10_000;
    int rebalanceTimeoutMs = 60_000;
    String protocolType = "connect";
    List<JoinGroup.Protocol> protocols = List.of(protocol("range", "topics"));
    JoinGroup.Support support = new JoinGroup.Support(true, true);
    long waiter;
    boolean leads;
    List<JoinGroup.Member> members = List.of();

    Peer(Desk desk) {
        this.desk = desk;
    }

    static JoinGroup.Protocol protocol(String name, String metadata) {
        return new JoinGroup.Protocol(name, Desk.bytes(metadata));
    }

    Peer supports(JoinGroup.Protocol... supported) {
        protocols = List.of(supported);
        return this;
    }

    Peer named(@Nullable String instance) {
        instanceId = instance;
        return this;
    }

    /** As an old client: it does not know MEMBER_ID_REQUIRED, nor skipAssignment. */
    Peer old() {
        support = new JoinGroup.Support(false, false);
        return this;
    }

    /** The same client, restarted: it has lost its member id. */
    Peer restarted() {
        Peer peer = new Peer(desk);
        peer.instanceId = instanceId;
        peer.protocols = protocols;
        peer.support = support;
        return peer;
    }

    JoinGroup.Request joinRequest() {
        return new JoinGroup.Request(
                groupId,
                memberId,
                instanceId,
                sessionTimeoutMs,
                rebalanceTimeoutMs,
                protocolType,
                protocols,
                support,
                null);
    }

    /** Asks to join, once. */
    Peer ask() {
        waiter = desk.ask(joinRequest());
        return this;
    }

    /** Joins, with the id that it is given; it may have to wait. */
    Peer join() {
        ask();
        if (desk.isAnswered(waiter)
                && desk.joined(waiter).error() == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = desk.joined(waiter).memberId();
            ask();
        }
        return this;
    }

    boolean isAnswered() {
        return desk.isAnswered(waiter);
    }

    ErrorCode joinError() {
        return desk.joined(waiter).error();
    }

    /** Takes in what its JoinGroup was answered. */
    JoinGroup.Response joined() {
        JoinGroup.Response response = desk.joined(waiter);
        if (response.error() == ErrorCode.NONE) {
            memberId = response.memberId();
            generation = response.generation();
            leads = response.leader().equals(memberId);
            members = response.members();
        }
        return response;
    }

    /** Asks for its assignment; the leader gives each member its own id as that. */
    Peer sync() {
        List<SyncGroup.Assignment> assignments = new ArrayList<>();
        if (leads) {
            members.forEach(
                    m ->
                            assignments.add(
                                    new SyncGroup.Assignment(
                                            m.memberId(), Desk.bytes("for " + m.memberId()))));
        }
        waiter =
                desk.ask(
                        new SyncGroup.Request(
                                groupId,
                                generation,
                                memberId,
                                instanceId,
                                protocolType,
                                null,
                                assignments));
        return this;
    }

    ErrorCode syncError() {
        return desk.synced(waiter).error();
    }

    String assignment() {
        return Desk.text(desk.synced(waiter).assignment());
    }

    ErrorCode heartbeat() {
        return desk.heartbeat(new Heartbeat.Request(groupId, generation, memberId, instanceId));
    }

    ErrorCode commit() {
        return desk.commit(
                new OffsetCommit.Request(
                        groupId, generation, memberId, instanceId, -1, false, List.of()));
    }

    ErrorCode leave() {
        return desk.leave(
                        new LeaveGroup.Request(
                                groupId,
                                List.of(new LeaveGroup.Member(memberId, instanceId, null))))
                .members()
                .get(0)
                .error();
    }

    /** Forms a stable group of these; the first leads. */
    static void settle(Peer... peers) {
        Desk desk = peers[0].desk;
        for (Peer peer : peers) {
            peer.join();
        }
        for (int i = 0; i < 40 && !peers[0].isAnswered(); i++) {
            desk.advance(3_000);
        }
        for (Peer peer : peers) {
            peer.joined();
        }
        for (int i = peers.length - 1; i >= 0; i--) {
            peers[i].sync();
        }
    }
}
