package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/** A client of a crowd that does what the protocol says, and now and then what it need not. */
final class HiddenTestClient {
    /** How far it is. */
    enum Phase {
        OUT,
        JOINING,
        SYNCING,
        IN
    }

    final String name;
    final HiddenTestPeer peer;
    private final HiddenTestCrowd crowd;
    private final SplittableRandom random;
    Phase phase = Phase.OUT;
    int generation = -1;

    /** It says nothing for now; it may wake up, and then knows of nothing. */
    boolean asleep;

    /** It has another's place by now, and has been told. */
    boolean fenced;

    HiddenTestClient(HiddenTestCrowd crowd, String name, HiddenTestPeer peer) {
        this.crowd = crowd;
        this.name = name;
        this.peer = peer;
        this.random = crowd.random.split();
    }

    /** Does one thing; what nobody must do only if it is not to be {@code quiet}. */
    void act(boolean quiet) {
        switch (phase) {
            case OUT -> join();
            case JOINING -> {
                JoinGroup.Response answer = peer.joined();
                if (answer != null) {
                    heard(answer);
                } else if (!quiet && !peer.id.isEmpty() && random.nextInt(12) == 0) {
                    join();
                }
            }
            case SYNCING -> {
                SyncGroup.Response answer = peer.synced();
                if (answer != null) {
                    heard(answer);
                } else if (!quiet && random.nextInt(12) == 0) {
                    peer.sync(generation, List.of());
                }
            }
            case IN -> {
                if (quiet || random.nextInt(8) > 0) {
                    poll();
                } else {
                    whim();
                }
            }
        }
    }

    /** Something that changes the group. */
    private void whim() {
        switch (random.nextInt(3)) {
            case 0 -> {
                crowd.tell(name + " leaves");
                crowd.expectOneOf(
                        peer.leave(),
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.FENCED_INSTANCE_ID);
                peer.id = "";
                phase = Phase.OUT;
            }
            case 1 -> {
                String first = random.nextBoolean() ? "range" : "sticky";
                // Both: of a member that was replayed, only the protocol chosen is known.
                peer.say(random, first, first.equals("range") ? "sticky" : "range", "roundrobin");
                join();
            }
            default -> join();
        }
    }

    void join() {
        crowd.tell(name + " joins");
        phase = Phase.JOINING;
        peer.joinWaiter = peer.shard.ask(peer.joinRequest());
        JoinGroup.Response answer = peer.joined();
        if (answer != null) {
            heard(answer);
        }
    }

    private void heard(JoinGroup.Response answer) {
        crowd.tell(name + " is told " + answer.error() + " " + answer.generation());
        switch (answer.error()) {
            case NONE -> {
                peer.id = answer.memberId();
                generation = answer.generation();
                crowd.begun(peer.joinWaiter, answer);
                sync(answer);
            }
            case MEMBER_ID_REQUIRED -> {
                peer.id = answer.memberId();
                if (random.nextInt(4) > 0) {
                    join();
                } else {
                    phase = Phase.OUT;
                }
            }
            case UNKNOWN_MEMBER_ID -> {
                peer.id = "";
                phase = Phase.OUT;
            }
            case REBALANCE_IN_PROGRESS -> phase = Phase.OUT;
            case FENCED_INSTANCE_ID -> fenced = true;
            default -> throw crowd.unexpected(answer.error());
        }
    }

    private void sync(JoinGroup.Response told) {
        List<SyncGroup.Assignment> shares = new ArrayList<>();
        if (told.leader().equals(peer.id) && !told.skipAssignment()) {
            for (JoinGroup.Member member : told.members()) {
                ByteBuffer share = HiddenTestPeer.bytes("s" + random.nextInt(1_000_000_000));
                shares.add(new SyncGroup.Assignment(member.memberId(), share));
                String instance = member.instanceId();
                crowd.shared(generation, instance == null ? member.memberId() : instance, share);
            }
        }
        phase = Phase.SYNCING;
        peer.sync(generation, shares);
        SyncGroup.Response answer = peer.synced();
        if (answer != null) {
            heard(answer);
        }
    }

    private void heard(SyncGroup.Response answer) {
        crowd.tell(name + " has synced: " + answer.error());
        if (answer.error() == ErrorCode.NONE) {
            String instance = peer.instanceId;
            crowd.given(generation, instance == null ? peer.id : instance, answer.assignment());
            phase = Phase.IN;
        } else {
            rejected(answer.error());
        }
    }

    private void rejected(ErrorCode error) {
        switch (error) {
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> join();
            case UNKNOWN_MEMBER_ID -> {
                peer.id = "";
                phase = Phase.OUT;
            }
            case FENCED_INSTANCE_ID -> fenced = true;
            default -> throw crowd.unexpected(error);
        }
    }

    /** Asks whether all is well: by a heartbeat, or, before there are any, by a SyncGroup. */
    private void poll() {
        if (crowd.options.heartbeats()) {
            ErrorCode error = peer.heartbeat(generation);
            crowd.tell(name + " has a heart: " + error);
            if (error != ErrorCode.NONE) {
                rejected(error);
            }
        } else {
            phase = Phase.SYNCING;
            peer.sync(generation, List.of());
            SyncGroup.Response answer = peer.synced();
            if (answer != null) {
                heard(answer);
            }
        }
    }

    /** The coordinator that it waits for is no more: it asks the next one. */
    void orphaned() {
        if (phase == Phase.JOINING && peer.joined() == null) {
            phase = Phase.OUT;
        } else if (phase == Phase.SYNCING && peer.synced() == null) {
            phase = Phase.IN;
        }
    }

    @Nullable
    String instanceId() {
        return peer.instanceId;
    }
}
