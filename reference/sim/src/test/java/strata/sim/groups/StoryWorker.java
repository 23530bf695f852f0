package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;
import strata.sim.client.Actor;
import strata.sim.client.Fetching;
import strata.sim.cluster.ClusterClient;
import strata.sim.record.Recorder;

/**
 * A member of a classic group whose work takes time: what it gets it does record by record, and
 * commits once, before or after. The record at offset 0 is {@code m1}.
 */
final class StoryWorker implements Actor {
    private static final long LOOKS_AHEAD_US = 150_000;
    private static final long POLL_US = 100_000;
    private static final long WORK_US = 400_000;

    private final GroupCluster cluster;
    private final GroupPlan plan;
    private final String label;
    private final CommitsWhen commits;
    private final ClusterClient client;
    private final Recorder recorder;
    private final TopicPartition partition;
    private final List<Deed> deeds = new ArrayList<>();
    private @Nullable Member member;
    private @Nullable Fetching fetching;
    private String memberId = "";
    private int generation = -1;
    private long position = -1;
    // That it is no member any more.
    private boolean isTold;

    /** When it commits what it got. */
    enum CommitsWhen {
        FIRST,
        LAST
    }

    private record Deed(long ms, Runnable what) {}

    /** What it makes of an answer. */
    private interface Then {
        void answered(Response response);
    }

    StoryWorker(GroupCluster cluster, GroupPlan plan, String label, CommitsWhen commits) {
        this.cluster = cluster;
        this.plan = plan;
        this.label = label;
        this.commits = commits;
        this.client = cluster.client(label);
        this.recorder = cluster.stage().world().recorder();
        this.partition = cluster.partitions().get(0);
        cluster.stage().actor(this);
    }

    StoryWorker starts(long ms) {
        deeds.add(new Deed(ms - LOOKS_AHEAD_US / 1_000, client::refresh));
        return does(ms, this::start);
    }

    /** The process ends without a word. */
    StoryWorker dies(long ms) {
        return does(
                ms,
                () -> {
                    recorder.crashed(label, "KEEP_ALL", "");
                    life().end();
                    client.reset();
                });
    }

    /** The process stands still, and knows nothing of it. */
    StoryWorker pauses(long ms, long forMs) {
        does(
                ms,
                () -> {
                    recorder.paused(label);
                    life().pause();
                });
        return does(
                ms + forMs,
                () -> {
                    int before = recorder.handling(recorder.resumed(label));
                    life().resume();
                    recorder.handling(before);
                });
    }

    private StoryWorker does(long ms, Runnable what) {
        deeds.add(new Deed(ms, what));
        return this;
    }

    private Life life() {
        return Objects.requireNonNull(member).life();
    }

    private void start() {
        member =
                new Member(
                        new Life(client),
                        new Tenant(label, plan.groupId(), null),
                        plan,
                        client,
                        new CoordinatorLink(
                                cluster.stage(), client, plan.groupId(), cluster.nodes()),
                        cluster.ledger(),
                        cluster.stage().history(),
                        cluster.codec(),
                        () -> {});
        NodeId leader = Objects.requireNonNull(client.leader(partition)).node();
        fetching = new Fetching(client.link(leader), cluster.stage().history(), cluster.codec());
        int before = recorder.handling(recorder.started(label, 1));
        join();
        recorder.handling(before);
        beatLater();
    }

    private void join() {
        Member me = Objects.requireNonNull(member);
        JoinRequests.Owned nothing = new JoinRequests.Owned(List.of(), null, -1);
        me.coordinator()
                .join(
                        me.life(),
                        JoinRequests.of(me, memberId, plan.topics(), nothing),
                        then(answer -> joined((JoinGroup.Response) answer)));
    }

    private void joined(JoinGroup.Response answer) {
        memberId = answer.memberId();
        if (answer.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            join();
            return;
        }
        Member me = Objects.requireNonNull(member);
        generation = answer.generation();
        List<SyncGroup.Assignment> all =
                answer.leader().equals(memberId)
                        ? new LeaderAssignment(me, cluster.assignors()).of(answer)
                        : List.of();
        SyncGroup.Request request =
                new SyncGroup.Request(
                        plan.groupId(),
                        generation,
                        memberId,
                        null,
                        answer.protocolType(),
                        answer.protocol(),
                        all);
        me.coordinator().join(me.life(), request, then(told -> synced((SyncGroup.Response) told)));
    }

    private void synced(SyncGroup.Response answer) {
        List<TopicPartition> mine = ConsumerProtocol.assignment(answer.assignment()).partitions();
        if (mine.contains(partition)) {
            OffsetFetch.Topic topic =
                    new OffsetFetch.Topic(
                            TopicRef.named(partition.topic()), List.of(partition.partition()));
            OffsetFetch.Group group =
                    new OffsetFetch.Group(plan.groupId(), null, -1, List.of(topic));
            ask(
                    new OffsetFetch.Request(List.of(group), true),
                    told -> goOn((OffsetFetch.Response) told));
        }
    }

    private void goOn(OffsetFetch.Response answer) {
        long committed = answer.groups().get(0).topics().get(0).partitions().get(0).offset();
        position = Math.max(0, committed);
        recorder.note(label, "goes on at " + position);
        poll();
    }

    private void poll() {
        long from = position;
        Objects.requireNonNull(fetching)
                .fetch(
                        partition,
                        from,
                        new Fetching.Appetite(0, 1, 1 << 16),
                        new Fetching.Outcome() {
                            @Override
                            public void read(long next, long logEnd) {
                                life().run(() -> got(from, next));
                            }

                            @Override
                            public void failed(ErrorCode error) {
                                throw new IllegalStateException(error.toString());
                            }

                            @Override
                            public void lost() {
                                // Only its own death cuts it off.
                            }
                        });
    }

    private void got(long from, long next) {
        if (next == from) {
            life().later(POLL_US, POLL_US, this::poll);
        } else if (commits == CommitsWhen.FIRST) {
            recorder.note(label, "gets " + names(from, next));
            commit(next, () -> work(from, next, this::poll));
        } else {
            recorder.note(label, "gets " + names(from, next));
            work(from, next, () -> commit(next, this::poll));
        }
    }

    private void work(long offset, long next, Runnable then) {
        if (offset == next) {
            position = next;
            then.run();
            return;
        }
        life().later(
                        WORK_US,
                        WORK_US,
                        () -> {
                            recorder.note(label, "does " + names(offset, offset + 1));
                            work(offset + 1, next, then);
                        });
    }

    private void commit(long next, Runnable then) {
        OffsetCommit.Partition offset =
                new OffsetCommit.Partition(partition.partition(), next, -1, null);
        OffsetCommit.Topic topic =
                new OffsetCommit.Topic(TopicRef.named(partition.topic()), List.of(offset));
        ask(
                new OffsetCommit.Request(
                        plan.groupId(), generation, memberId, null, -1, true, List.of(topic)),
                answer -> {
                    OffsetCommit.Response told = (OffsetCommit.Response) answer;
                    if (told.topics().get(0).partitions().get(0).error() == ErrorCode.NONE) {
                        then.run();
                    }
                });
    }

    private static String names(long from, long next) {
        StringBuilder names = new StringBuilder();
        for (long offset = from; offset < next; offset++) {
            names.append(offset == from ? "m" : " m").append(offset + 1);
        }
        return names.toString();
    }

    private void beatLater() {
        long intervalUs = plan.sessionMs() * 250L;
        life().later(intervalUs, intervalUs, this::beat);
    }

    private void beat() {
        beatLater();
        if (generation >= 0 && !isTold) {
            ask(
                    new Heartbeat.Request(plan.groupId(), generation, memberId, null),
                    answer -> {
                        // It is told once; what it does goes on.
                        isTold |= ((Heartbeat.Response) answer).error() != ErrorCode.NONE;
                    });
        }
    }

    private void ask(strata.kernel.request.Request request, Then then) {
        Member me = Objects.requireNonNull(member);
        me.coordinator().ask(me.life(), request, then(then));
    }

    private static CoordinatorLink.Outcome then(Then then) {
        return new CoordinatorLink.Outcome() {
            @Override
            public void answered(Response response, NodeId by, long sentUs) {
                then.answered(response);
            }

            @Override
            public void lost(String why) {
                // Only its own death cuts it off.
            }
        };
    }

    @Override
    public void begin() {
        deeds.forEach(deed -> client.world().after(1_000 * deed.ms, deed.what));
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }
}
