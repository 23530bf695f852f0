package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.client.Actor;
import strata.sim.cluster.ClusterClient;
import strata.sim.record.Recorder;

/**
 * A member of a group that does what its story says: a member of the scenarios, but nothing of its
 * life is left to chance.
 */
final class StoryMember implements Actor {
    /** The partitions that it has, by number. */
    static final String HAS = "has";

    /** Those of them that it reads now. */
    static final String READS = "reads";

    private static final long LOOKS_AHEAD_US = 150_000;
    private static final long GOOD_BYE_US = 50_000;

    private final GroupCluster cluster;
    private final GroupMember.Post post;
    private final ClusterClient client;
    private final Recorder recorder;
    private final List<Deed> deeds = new ArrayList<>();
    private @Nullable Running running;
    private int lives;

    private record Deed(long ms, Runnable what) {}

    /** A life. */
    private record Running(
            Life life,
            Tenant tenant,
            Consumption consumption,
            Membership membership,
            CoordinatorLink coordinator) {}

    StoryMember(GroupCluster cluster, GroupMember.Post post) {
        this.cluster = cluster;
        this.post = post;
        this.client = cluster.client(post.label());
        this.recorder = cluster.stage().world().recorder();
        cluster.stage().actor(this);
        // Looks, and breaks nothing.
        cluster.stage()
                .invariant(
                        () -> {
                            show();
                            return null;
                        });
    }

    StoryMember starts(long ms) {
        deeds.add(new Deed(ms - LOOKS_AHEAD_US / 1_000, client::refresh));
        return does(ms, this::start);
    }

    /** The process ends without a word. */
    StoryMember dies(long ms) {
        return does(ms, this::die);
    }

    /** It lets go of what it has, says good-bye unless it is a static member, and ends. */
    StoryMember leaves(long ms) {
        return does(ms, this::leave);
    }

    /** It ends in good order, and is back after a while. */
    StoryMember restarts(long ms, long downMs) {
        return leaves(ms).starts(ms + downMs);
    }

    private StoryMember does(long ms, Runnable what) {
        deeds.add(new Deed(ms, what));
        return this;
    }

    private void start() {
        Life life = new Life(client);
        Tenant tenant =
                new Tenant(post.label() + "." + ++lives, post.plan().groupId(), post.instanceId());
        CoordinatorLink coordinator =
                new CoordinatorLink(
                        cluster.stage(), client, post.plan().groupId(), cluster.nodes());
        Member member =
                new Member(
                        life,
                        tenant,
                        post.plan(),
                        client,
                        coordinator,
                        cluster.ledger(),
                        cluster.stage().history(),
                        cluster.codec(),
                        () -> {});
        Consumption consumption = new Consumption(member);
        List<String> topics = post.plan().topics();
        Membership membership =
                post.isClassic()
                        ? new ClassicMembership(member, consumption, cluster.assignors(), topics)
                        : new ConsumerMembership(member, consumption, topics);
        running = new Running(life, tenant, consumption, membership, coordinator);
        int before = recorder.handling(recorder.started(post.label(), lives));
        consumption.begin(membership);
        membership.begin();
        recorder.handling(before);
    }

    private void die() {
        Running now = running;
        if (now != null) {
            recorder.crashed(post.label(), "KEEP_ALL", "");
            end(now);
        }
    }

    private void leave() {
        Running now = running;
        if (now != null) {
            recorder.note(post.label(), "leaves");
            now.consumption.stop();
            now.consumption.letGo(now.consumption.holdings(), () -> left(now));
        }
    }

    private void left(Running now) {
        now.consumption.lost();
        now.membership.leave();
        now.life.later(GOOD_BYE_US, GOOD_BYE_US, () -> stop(now));
    }

    private void stop(Running now) {
        recorder.stopped(post.label(), "has left");
        end(now);
    }

    private void end(Running now) {
        now.life.end();
        cluster.ledger().owners().dies(now.tenant);
        now.coordinator.reset();
        client.reset();
        running = null;
    }

    private void show() {
        Running now = running;
        if (now == null) {
            return;
        }
        List<TopicPartition> reads = new ArrayList<>();
        for (Place place : now.consumption.places()) {
            if (place.position >= 0 && !place.isLettingGo) {
                reads.add(place.partition);
            }
        }
        String has = GroupCluster.numbers(now.consumption.holdings());
        recorder.state(post.label(), HAS, has);
        recorder.state(post.label(), READS, GroupCluster.numbers(reads));
    }

    @Override
    public void begin() {
        deeds.forEach(deed -> cluster.stage().world().after(1_000 * deed.ms, deed.what));
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
