package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.SimCrash;
import strata.sim.disk.SimDisk;

/** A voter in its world: a disk, a log, and in each life a quorum, which it drives. */
final class HiddenTestMember {
    private static final int TICKS_MAX = 30;

    private final NodeId id;
    private final int voters;
    private final HiddenTestWorld world;
    private final SimDisk disk = HiddenTestQuorum.disk();
    private final HiddenTestMetadataLog log = new HiddenTestMetadataLog();
    private @Nullable Quorum quorum;
    private int life;
    private long timerMs;
    private boolean isFlushing;
    private @Nullable QuorumFetch fetching;
    private long fetchNumber;

    HiddenTestMember(NodeId id, int voters, HiddenTestWorld world) {
        this.id = id;
        this.voters = voters;
        this.world = world;
    }

    NodeId id() {
        return id;
    }

    int life() {
        return life;
    }

    boolean isUp() {
        return quorum != null;
    }

    HiddenTestMetadataLog log() {
        return log;
    }

    QuorumStatus status() {
        return quorum().status();
    }

    private Quorum quorum() {
        return Objects.requireNonNull(quorum);
    }

    // --- its lives

    void startAgain() {
        if (isUp()) {
            return;
        }
        life++;
        timerMs = 0;
        isFlushing = false;
        fetching = null;
        try {
            quorum =
                    RaftQuorum.open(
                            HiddenTestQuorum.spec(
                                    id,
                                    voters,
                                    disk.mount(),
                                    log,
                                    world.random().split(),
                                    text -> world.note(id, text)),
                            world.nowMs());
        } catch (SimCrash died) {
            crash();
            return;
        }
        act(() -> {});
    }

    /** It dies in one of its next changes of the disk. */
    void crashSoon() {
        CrashPoint.Moment[] moments = CrashPoint.Moment.values();
        long operation = disk.operations() + 1 + world.random().nextInt(8);
        disk.crashAt(new CrashPoint(operation, moments[world.random().nextInt(moments.length)]));
    }

    void crash() {
        quorum = null;
        life++;
        CrashMode[] modes = CrashMode.values();
        CrashMode mode = modes[world.random().nextInt(modes.length)];
        disk.crash(mode, new SeededRandom(world.random().nextLong()));
        if (mode.losesPower()) {
            log.losePower(world.random());
        } else {
            log.flush();
        }
        world.note(id, mode.losesPower() ? "loses power" : "dies");
        world.promises().crashed(this);
    }

    /** No fault is to come any more. */
    void mend() {
        disk.heal();
        startAgain();
    }

    /** Something happens to it, if it is up. */
    void act(Runnable what) {
        if (!isUp()) {
            return;
        }
        try {
            what.run();
            settle();
        } catch (SimCrash died) {
            crash();
        }
    }

    /** The same, if it still lives a certain life. */
    void actIn(int thisLife, Runnable what) {
        if (life == thisLife) {
            act(what);
        }
    }

    // --- what drives it

    private void settle() {
        for (int i = 0; quorum().deadlineMs() <= world.nowMs(); i++) {
            world.expect(i < TICKS_MAX, "how often it ticks without end", "never", "" + status());
            say(quorum().tick(world.nowMs()));
            fetch();
        }
        fetch();
        flush();
        long deadlineMs = quorum().deadlineMs();
        if (deadlineMs != Long.MAX_VALUE && deadlineMs != timerMs) {
            timerMs = deadlineMs;
            int thisLife = life;
            world.at(
                    deadlineMs,
                    () -> {
                        if (timerMs == deadlineMs && life == thisLife) {
                            timerMs = 0;
                            act(() -> {});
                        }
                    });
        }
        world.promises().check(this);
    }

    private void say(List<Quorum.Say> says) {
        for (Quorum.Say say : says) {
            NodeId to = say.to();
            QuorumAsk ask = say.ask();
            world.promises().said(this, ask);
            world.<QuorumSays>ask(
                    this,
                    to,
                    (receiver, reply) -> reply.accept(receiver.heard(id, ask)),
                    answer -> say(quorum().answered(to, ask, answer, world.nowMs())),
                    () -> quorum().unanswered(to, ask, false, world.nowMs()));
        }
    }

    private QuorumSays heard(NodeId from, QuorumAsk ask) {
        QuorumSays says = quorum().heard(from, ask, world.nowMs());
        world.promises().answered(this, ask, says);
        return says;
    }

    private void flush() {
        if (isFlushing || log.flushedOffset() == log.end().offset()) {
            return;
        }
        isFlushing = true;
        int thisLife = life;
        int cuts = log.cuts();
        long end = log.end().offset();
        world.in(
                world.oneIn(10) ? world.random().nextInt(250) : 1 + world.random().nextInt(6),
                () -> {
                    if (life == thisLife) {
                        isFlushing = false;
                        act(
                                () -> {
                                    if (cuts == log.cuts()) {
                                        log.flushedTo(end);
                                        quorum().flushed(world.nowMs());
                                    }
                                });
                    }
                });
    }

    /** If it leads, it decides something. */
    void append(long value) {
        act(
                () -> {
                    if (status().role() == Role.LEADER) {
                        log.add(status().epoch(), value);
                        quorum().appended(world.nowMs());
                    }
                });
    }

    private void fetch() {
        QuorumFetch wanted = quorum().fetch(world.nowMs());
        if (wanted == null || (fetching != null && fetching.from().equals(wanted.from()))) {
            return;
        }
        fetching = wanted;
        long thisNumber = ++fetchNumber;
        world.<QuorumAnswer>ask(
                this,
                wanted.from(),
                (receiver, reply) -> receiver.serve(id, wanted.position(), reply),
                answer -> {
                    if (isUnderWay(thisNumber)) {
                        fetching = null;
                        quorum().fetched(wanted, answer, world.nowMs());
                    }
                },
                () -> {
                    if (isUnderWay(thisNumber)) {
                        fetching = null;
                        quorum().fetchFailed(wanted, false, world.nowMs());
                    }
                });
    }

    private boolean isUnderWay(long thisNumber) {
        return fetching != null && fetchNumber == thisNumber;
    }

    private void serve(NodeId from, FetchPosition position, Consumer<QuorumAnswer> reply) {
        switch (quorum().fetchedBy(from, position, world.nowMs())) {
            case QuorumFetchVerdict.Refused refused ->
                    reply.accept(answer(refused.error(), null, null));
            case QuorumFetchVerdict.Diverging diverging ->
                    reply.accept(answer(ErrorCode.NONE, diverging.end(), null));
            case QuorumFetchVerdict.Snapshot snapshot ->
                    world.expect(false, "what " + id + " answers", "records", snapshot.toString());
            case QuorumFetchVerdict.Serve any -> {
                boolean isNew = log.end().offset() > position.fetchOffset();
                int thisLife = life;
                world.in(
                        isNew ? 0 : 20 + world.random().nextInt(30),
                        () -> actIn(thisLife, () -> reply.accept(records(position))));
            }
        }
    }

    private QuorumAnswer records(FetchPosition position) {
        boolean leads =
                status().role() == Role.LEADER && status().epoch() == position.currentLeaderEpoch();
        int most = 1 + world.random().nextInt(5);
        return leads
                ? answer(ErrorCode.NONE, null, log.read(position.fetchOffset(), most))
                : answer(ErrorCode.NOT_LEADER_OR_FOLLOWER, null, null);
    }

    private QuorumAnswer answer(
            ErrorCode error, @Nullable EpochEnd diverging, @Nullable ByteBuffer batches) {
        QuorumStatus s = status();
        return new QuorumAnswer(
                error, s.epoch(), s.leader(), s.highWatermark(), diverging, null, batches);
    }
}
