package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignors;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.client.Actor;
import strata.sim.client.RecordCodec;
import strata.sim.cluster.ClusterClient;
import strata.sim.scenario.Stage;

/**
 * A member of a group in all its lives: one after the other; for a while two at once, when one that
 * was taken for dead comes back.
 */
@SuppressWarnings("ReferenceEquality") // One life of a process is not another one like it.
final class GroupMember implements Actor {
    private final Stage stage;
    private final Post post;
    private final Ledger ledger;
    private final RecordCodec codec;
    private final Assignors assignors;
    private final Mischief mischief;
    private final ClusterClient client;
    // Those of the present life and of the one before, in turn.
    private final CoordinatorLink[] coordinators = new CoordinatorLink[2];
    private List<String> wanted;
    private @Nullable Running running;
    private @Nullable Running zombie;
    private int lives;
    private boolean isBusy;
    private boolean isDismissed;
    private boolean finishing;

    /**
     * Which member it is.
     *
     * @param isClassic whether it speaks the classic protocol
     * @param instanceId of a static member; null for none
     */
    record Post(String label, GroupPlan plan, boolean isClassic, @Nullable String instanceId) {}

    /** A life. */
    private record Running(
            Life life,
            Tenant tenant,
            Consumption consumption,
            Membership membership,
            CoordinatorLink coordinator) {}

    /** What all members of a run share. */
    record Shared(
            Stage stage,
            List<SimNode> brokers,
            Ledger ledger,
            RecordCodec codec,
            Assignors assignors,
            Mischief mischief) {}

    GroupMember(Shared shared, Post post) {
        this.stage = shared.stage();
        this.post = post;
        this.ledger = shared.ledger();
        this.codec = shared.codec();
        this.assignors = shared.assignors();
        this.mischief = shared.mischief();
        this.client = new ClusterClient(stage, post.label(), shared.brokers());
        this.wanted = post.plan().topics();
        for (int i = 0; i < coordinators.length; i++) {
            coordinators[i] =
                    new CoordinatorLink(stage, client, post.plan().groupId(), shared.brokers());
        }
    }

    String label() {
        return post.label();
    }

    /** Whether others may be asked to take over for good when it leaves. */
    boolean mayLeave() {
        return post.instanceId() == null || !post.isClassic();
    }

    boolean isDismissed() {
        return isDismissed;
    }

    /** The partitions that it has. */
    List<TopicPartition> holdings() {
        Running now = running;
        return now == null ? List.of() : now.consumption.holdings();
    }

    /** Why it is not where it should be; null when it has what it was told to have. */
    @Nullable
    String unsettled() {
        Running now = running;
        if (now == null) {
            return post.label() + " is down";
        }
        return now.membership.isSettled() ? null : now.membership.told();
    }

    /** What it has not processed and committed yet; null for nothing. */
    @Nullable
    String behind() {
        Running now = running;
        String lacking = now == null ? null : now.consumption.lacking();
        return lacking == null ? null : post.label() + ": " + lacking;
    }

    @Override
    public void begin() {
        client.later(1, 2_000_000, this::startFirst);
    }

    /** Once there are topics: then there are enough brokers for the offsets topic, too. */
    private void startFirst() {
        if (stage.partitions().isEmpty()) {
            client.later(1_000, 300_000, this::startFirst);
            return;
        }
        start();
        client.operations().begin(150_000, 1_500_000, this::act);
    }

    @Override
    public void finish() {
        finishing = true;
        wanted = post.plan().topics();
        endZombie();
        Running now = running;
        if (now == null) {
            start();
        } else {
            now.life.resume();
            now.membership.subscribe(wanted);
        }
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    /** It leaves for good; what it has committed stays. */
    void dismiss() {
        isDismissed = true;
        Running now = running;
        if (now != null) {
            leave(now);
        }
    }

    /** Whether nothing of it is under way any more. */
    boolean isGone() {
        return running == null;
    }

    private void act(long number, SeededRandom chance) {
        Running now = running;
        if (now == null || isBusy || now.life.isPaused()) {
            return;
        }
        int sessionMs = post.plan().sessionMs();
        int what = chance.nextInt(100);
        if ((what -= mischief.crashes()) < 0) {
            crash(now, "crashes");
            startAfter(chance.between(20_000, 1_500_000));
        } else if ((what -= mischief.pauses()) < 0) {
            pause(now, chance.between(20_000, 2_000L * sessionMs));
        } else if ((what -= mischief.zombies()) < 0) {
            haunt(now, chance.between(300L * sessionMs, 2_000L * sessionMs));
        } else if ((what -= mischief.leaves()) < 0) {
            leave(now);
            startAfter(chance.between(500_000, 1_500_000));
        } else if (what - mischief.wishes() < 0) {
            wish(now, chance);
        }
    }

    private void start() {
        if (running != null || isDismissed || stage.partitions().isEmpty()) {
            return;
        }
        Life life = new Life(client);
        GroupPlan plan = post.plan();
        Tenant tenant = new Tenant(post.label() + "." + ++lives, plan.groupId(), post.instanceId());
        CoordinatorLink coordinator = coordinators[lives % 2];
        Member member =
                new Member(
                        life,
                        tenant,
                        plan,
                        client,
                        coordinator,
                        ledger,
                        stage.history(),
                        codec,
                        () -> replaced(life));
        Consumption consumption = new Consumption(member);
        Membership membership =
                post.isClassic()
                        ? new ClassicMembership(member, consumption, assignors, wanted)
                        : new ConsumerMembership(member, consumption, wanted);
        member.tell("starts" + (post.isClassic() ? "" : " with the consumer protocol"));
        running = new Running(life, tenant, consumption, membership, coordinator);
        consumption.begin(membership);
        membership.begin();
    }

    private void startAfter(long us) {
        client.later(us, us, this::start);
    }

    private void crash(Running now, String how) {
        tell(now, how);
        now.life.end();
        ledger.owners().dies(now.tenant);
        Running present = running;
        boolean isShared =
                present != null
                        && present.life != now.life
                        && present.coordinator == now.coordinator;
        if (!isShared) {
            now.coordinator.reset();
        }
        client.reset();
        if (present != null && present.life == now.life) {
            running = null;
        }
    }

    private void pause(Running now, long us) {
        tell(now, "stands still");
        now.life.pause();
        client.later(us, us, () -> goOn(now));
    }

    private void goOn(Running now) {
        if (!now.life.isOver() && now.life.isPaused()) {
            tell(now, "goes on");
            now.life.resume();
        }
    }

    /** It stands still and is replaced; then it goes on for a while, as if nothing had happened. */
    private void haunt(Running now, long us) {
        endZombie();
        tell(now, "stands still, and is replaced");
        now.life.pause();
        zombie = now;
        running = null;
        start();
        client.later(us, us, () -> goOn(now));
        client.later(
                us + 700_000,
                us + 700_000,
                () -> {
                    Running old = zombie;
                    if (old != null && old.life == now.life) {
                        endZombie();
                    }
                });
    }

    private void endZombie() {
        Running old = zombie;
        zombie = null;
        if (old != null && !old.life.isOver()) {
            crash(old, "ends at last");
        }
    }

    private void leave(Running now) {
        tell(now, "leaves");
        isBusy = true;
        now.consumption.stop();
        now.consumption.letGo(now.consumption.holdings(), () -> left(now));
    }

    private void left(Running now) {
        now.consumption.lost();
        now.membership.leave();
        // The good-bye is under way.
        now.life.later(200_000, 300_000, () -> over(now));
    }

    private void over(Running now) {
        isBusy = false;
        crash(now, "is gone");
        if (finishing && !isDismissed) {
            start();
        }
    }

    /** Another life of the same static member has taken its place: its application ends. */
    private void replaced(Life life) {
        Running now = running;
        Running old = zombie;
        if (old != null && old.life == life) {
            client.later(1, 1, this::endZombie);
        } else if (now != null && now.life == life) {
            client.later(1, 1, () -> endReplaced(now));
        }
    }

    private void endReplaced(Running now) {
        if (!now.life.isOver()) {
            crash(now, "ends, as it was replaced");
            isBusy = false;
            startAfter(post.plan().sessionMs() * 300L);
        }
    }

    private void wish(Running now, SeededRandom chance) {
        List<String> all = post.plan().topics();
        List<String> some = new ArrayList<>(all);
        some.removeIf(topic -> all.size() > 1 && chance.chance(40));
        wanted = some.isEmpty() ? all : some;
        tell(now, "subscribes to " + wanted);
        now.membership.subscribe(wanted);
    }

    private void tell(Running now, String what) {
        stage.world().story().tellOf(List.of(post.plan().groupId()), now.tenant + " " + what);
        stage.world().trace().line(post.label(), "member", now.tenant + " " + what);
    }
}
