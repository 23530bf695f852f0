package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;

/**
 * The classic protocol: a member joins, the leader of the generation shares out, all sync, and beat
 * until somebody has to join again. An eager member lets go of everything before it joins; a
 * cooperative one keeps what it has, and joins once more when it had to let go of something
 * (KIP-429).
 */
final class ClassicMembership implements Membership {
    private final Member member;
    private final Consumption consumption;
    private final LeaderAssignment shares;
    private State state = State.UNJOINED;
    private List<String> topics;
    private String memberId = "";
    private int generation = -1;
    // What it had last, and when: sticky assignors want to know.
    private List<TopicPartition> hadLast = List.of();
    private int hadIn = -1;
    private boolean beating;
    private boolean lettingGo;
    private boolean rejoinsLater;

    private enum State {
        UNJOINED,
        PREPARING,
        JOINING,
        SYNCING,
        STABLE,
        LEFT
    }

    ClassicMembership(
            Member member, Consumption consumption, Assignors assignors, List<String> topics) {
        this.member = member;
        this.consumption = consumption;
        this.shares = new LeaderAssignment(member, assignors);
        this.topics = topics;
    }

    @Override
    public void begin() {
        join();
        beatLater();
        watchTopics();
    }

    @Override
    public void subscribe(List<String> wanted) {
        if (!topics.equals(wanted)) {
            topics = wanted;
            joinAgain();
        }
    }

    @Override
    public void leave() {
        state = State.LEFT;
        // A static member says nothing: it may come back (KIP-345).
        if (member.instanceId() == null && !memberId.isEmpty()) {
            LeaveGroup.Member itself = new LeaveGroup.Member(memberId, null, "the end");
            member.coordinator()
                    .tell(member.life(), new LeaveGroup.Request(member.groupId(), List.of(itself)));
        }
    }

    @Override
    public boolean isSettled() {
        return state == State.STABLE && !lettingGo && !rejoinsLater && consumption.isSettled();
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public int epoch() {
        return generation;
    }

    @Override
    public boolean isOfConsumerProtocol() {
        return false;
    }

    @Override
    public String told() {
        return member.tenant()
                + " is "
                + state.name().toLowerCase(Locale.ROOT)
                + " in generation "
                + generation
                + ", "
                + member.coordinator().told();
    }

    @Override
    public void refused(ErrorCode error, int epoch) {
        if (epoch == generation && state == State.STABLE) {
            heed(error);
        }
    }

    /** It has to join again, now or as soon as what it does is done. */
    private void joinAgain() {
        switch (state) {
            case STABLE -> {
                if (lettingGo) {
                    rejoinsLater = true;
                } else {
                    join();
                }
            }
            case PREPARING, UNJOINED, LEFT -> {}
            case JOINING, SYNCING -> rejoinsLater = true;
        }
    }

    private void join() {
        if (state == State.LEFT) {
            return;
        }
        state = State.PREPARING;
        rejoinsLater = false;
        if (generation < 0) {
            consumption.lost();
            sendJoin();
            return;
        }
        List<TopicPartition> holdings = consumption.holdings();
        List<TopicPartition> gone = new ArrayList<>(holdings);
        if (member.plan().isCooperative()) {
            gone.removeIf(partition -> topics.contains(partition.topic()));
        }
        if (gone.isEmpty()) {
            sendJoin();
        } else {
            consumption.letGo(gone, this::sendJoin);
        }
    }

    private void sendJoin() {
        if (state == State.LEFT) {
            return;
        }
        state = State.JOINING;
        member.ledger().owners().takesOver(member.tenant());
        boolean cooperative = member.plan().isCooperative();
        if (cooperative) {
            hadLast = consumption.holdings();
            hadIn = generation;
        }
        JoinGroup.Request request =
                JoinRequests.of(member, memberId, topics, shares.owned(hadLast, hadIn));
        member.coordinator()
                .join(
                        member.life(),
                        request,
                        new CoordinatorLink.Outcome() {
                            @Override
                            public void answered(Response response, NodeId by, long sentUs) {
                                if (state == State.JOINING) {
                                    joined(
                                            member.as(JoinGroup.Response.class, response),
                                            member.leaseUs(by, sentUs));
                                }
                            }

                            @Override
                            public void lost(String why) {
                                retry();
                            }
                        });
    }

    private void joined(JoinGroup.Response answer, long leaseUs) {
        if (answer.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = answer.memberId();
            sendJoin();
            return;
        }
        if (answer.error() != ErrorCode.NONE) {
            heed(answer.error());
            return;
        }
        memberId = answer.memberId();
        generation = answer.generation();
        state = State.SYNCING;
        List<SyncGroup.Assignment> all = List.of();
        if (answer.leader().equals(memberId)) {
            all = shares.of(answer);
        } else {
            shares.forget();
        }
        SyncGroup.Request request =
                new SyncGroup.Request(
                        member.groupId(),
                        generation,
                        memberId,
                        member.instanceId(),
                        answer.protocolType(),
                        answer.protocol(),
                        all);
        member.coordinator()
                .join(
                        member.life(),
                        request,
                        new CoordinatorLink.Outcome() {
                            @Override
                            public void answered(Response response, NodeId by, long sentUs) {
                                if (state == State.SYNCING) {
                                    // Where others have synced before, a session goes on that
                                    // began with the join.
                                    long proven = member.leaseUs(by, sentUs);
                                    synced(
                                            member.as(SyncGroup.Response.class, response),
                                            Math.min(leaseUs, proven));
                                }
                            }

                            @Override
                            public void lost(String why) {
                                retry();
                            }
                        });
    }

    private void synced(SyncGroup.Response answer, long leaseUs) {
        if (answer.error() != ErrorCode.NONE) {
            heed(answer.error());
            return;
        }
        List<TopicPartition> assigned =
                ConsumerProtocol.assignment(answer.assignment()).partitions();
        List<TopicPartition> before = consumption.holdings();
        List<TopicPartition> added = Order.without(assigned, before);
        List<TopicPartition> gone = Order.without(before, assigned);
        member.tell("has " + assigned + " in generation " + generation);
        member.ledger().tally().assigned();
        if (member.plan().protocol() == GroupPlan.Protocol.CLASSIC) {
            member.ledger().owners().given(member.tenant(), generation, assigned);
        }
        state = State.STABLE;
        // An eager member remembers it, as it lets go of everything before it tells.
        hadLast = assigned;
        hadIn = generation;
        consumption.renews(leaseUs);
        // First: when it joins again it has to say that it has them.
        consumption.assigned(added, leaseUs);
        if (!gone.isEmpty()) {
            lettingGo = true;
            consumption.letGo(
                    gone,
                    () -> {
                        lettingGo = false;
                        if (state == State.STABLE) {
                            join();
                        }
                    });
        }
        if (rejoinsLater && gone.isEmpty()) {
            join();
        }
    }

    private void beatLater() {
        long intervalUs = member.plan().sessionMs() * 250L;
        member.life().later(intervalUs / 2, intervalUs, this::beat);
    }

    private void beat() {
        if (state == State.LEFT) {
            return;
        }
        beatLater();
        if (state != State.STABLE || beating) {
            return;
        }
        beating = true;
        int in = generation;
        member.coordinator()
                .ask(
                        member.life(),
                        new Heartbeat.Request(
                                member.groupId(), generation, memberId, member.instanceId()),
                        new CoordinatorLink.Outcome() {
                            @Override
                            public void answered(Response response, NodeId by, long sentUs) {
                                beating = false;
                                ErrorCode error =
                                        member.as(Heartbeat.Response.class, response).error();
                                if (state != State.STABLE || in != generation) {
                                    return;
                                }
                                if (error == ErrorCode.NONE) {
                                    consumption.renews(member.leaseUs(by, sentUs));
                                } else {
                                    heed(error);
                                }
                            }

                            @Override
                            public void lost(String why) {
                                beating = false;
                            }
                        });
    }

    /** The leader joins again when topics have grown since it shared out. */
    private void watchTopics() {
        member.life()
                .later(
                        300_000,
                        900_000,
                        () -> {
                            if (state != State.LEFT) {
                                member.client().refresh();
                                if (state == State.STABLE && shares.isOutdated()) {
                                    joinAgain();
                                }
                                watchTopics();
                            }
                        });
    }

    /** What a member makes of an error. */
    private void heed(ErrorCode error) {
        if (member.coordinator().isTheCoordinators(error)) {
            // While it is stable the next heartbeat goes to the right one.
            if (state != State.STABLE) {
                retry();
            }
            return;
        }
        switch (error) {
            case REBALANCE_IN_PROGRESS -> {
                if (state == State.STABLE) {
                    joinAgain();
                } else {
                    retry();
                }
            }
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                startsAnew();
            }
            case ILLEGAL_GENERATION, GROUP_ID_NOT_FOUND -> startsAnew();
            case FENCED_INSTANCE_ID -> {
                member.ledger().tally().fenced();
                member.tell("has been replaced");
                state = State.LEFT;
                member.whenFenced().run();
            }
            default -> throw member.wrong("its membership (" + state + ")", error);
        }
    }

    /** It is in no generation: all that it has is lost. */
    private void startsAnew() {
        member.ledger().tally().fenced();
        member.tell("is in no generation any more");
        generation = -1;
        lettingGo = false;
        consumption.lost();
        retry();
    }

    private void retry() {
        if (state != State.LEFT) {
            state = State.UNJOINED;
            member.life().backOff(this::joinIfUnjoined);
        }
    }

    private void joinIfUnjoined() {
        if (state == State.UNJOINED) {
            join();
        }
    }
}
