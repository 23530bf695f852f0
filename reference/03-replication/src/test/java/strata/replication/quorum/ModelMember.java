package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Trace;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.replication.QuorumTimeouts;
import strata.log.MemoryStorage;

/** A member of the quorum in the model: does what a driver does, on a disk that may fail it. */
@SuppressWarnings("ReferenceEquality") // One fetch is not another that asks the same.
final class ModelMember {
    private static final QuorumTimeouts TIMEOUTS = new QuorumTimeouts(300, 600, 300, 20);
    private static final String DIRECTORY = "metadata";
    private static final long PARKED_MS = 200;
    private static final int TICKS_MAX = 20;

    private record Parked(FetchPosition position, long untilMs, Consumer<QuorumAnswer> reply) {}

    private record SnapshotPiece(ErrorCode error, OffsetAndEpoch id) {}

    private final NodeId id;
    private final List<NodeId> voters;
    private final ModelWorld world;
    private final ModelNetwork network;
    private final QuorumInvariants invariants;
    private final Plant plant;
    private final MemoryStorage disk = new MemoryStorage();
    private final ModelLog log = new ModelLog();
    private @Nullable Quorum quorum;
    private int life;
    private long timerMs;
    private boolean isFlushing;
    private @Nullable QuorumFetch fetching;
    // Of the fetch under way: an answer to an earlier one is none.
    private long fetchNumber;
    private final Map<NodeId, Parked> parked = new TreeMap<>();
    private final Map<NodeId, Long> told = new TreeMap<>();

    ModelMember(
            NodeId id,
            List<NodeId> voters,
            ModelWorld world,
            ModelNetwork network,
            QuorumInvariants invariants) {
        this.id = id;
        this.voters = voters;
        this.world = world;
        this.network = network;
        this.invariants = invariants;
        this.plant = invariants.plant();
        disk.setBytes(DIRECTORY + "/log", new byte[0]);
        log.flushesAreForgotten = plant == Plant.COUNTS_UNFLUSHED;
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

    ModelLog log() {
        return log;
    }

    QuorumStatus status() {
        return quorum().status();
    }

    private Quorum quorum() {
        return Objects.requireNonNull(quorum);
    }

    /** In the n-th change of its file it dies. */
    void dieInStep(int n) {
        disk.dieInStep(n);
    }

    void start() {
        life++;
        timerMs = 0;
        isFlushing = false;
        fetching = null;
        parked.clear();
        told.clear();
        QuorumSpec spec =
                new QuorumSpec(
                        id,
                        voters,
                        plant == Plant.VOTE_NOT_FLUSHED ? new CarelessStorage(disk) : disk,
                        DIRECTORY,
                        log,
                        TIMEOUTS,
                        world.chance().fork(id + " " + life),
                        Trace.NONE);
        try {
            if (plant == Plant.FORGETS_VOTE) {
                forgetVote();
            }
            Quorum sound = RaftQuorum.open(spec, world.nowMs());
            quorum =
                    plant == Plant.NONE
                            ? sound
                            : new PlantedQuorum(sound, plant, log, voters.size());
        } catch (MemoryStorage.Died e) {
            crash();
            return;
        }
        act(() -> {});
    }

    private void forgetVote() {
        ElectionState state = new QuorumStateFile(disk, DIRECTORY).read();
        if (state != null) {
            new QuorumStateFile(disk, DIRECTORY).write(ElectionState.of(state.epoch()));
        }
    }

    void crash() {
        quorum = null;
        life++;
        int kind = world.chance().nextInt(3);
        if (kind == 0) {
            // The process died: what it wrote is there.
            disk.goOn();
            disk.settle();
            log.flushed(log.end().offset());
        } else {
            log.crash(world.chance());
            if (kind == 1) {
                disk.loseUnflushed();
            } else {
                disk.loseSome(new Random(world.chance().nextLong()));
            }
        }
        invariants.crashed(this);
        network.died(id);
    }

    /** Something happens at this member. */
    void act(Runnable what) {
        if (!isUp()) {
            return;
        }
        try {
            what.run();
            settle();
        } catch (MemoryStorage.Died e) {
            crash();
        }
    }

    private void settle() {
        long nowMs = world.nowMs();
        for (int i = 0; quorum().deadlineMs() <= nowMs; i++) {
            if (i > TICKS_MAX) {
                throw new Breach(id + " ticks for ever: " + status());
            }
            say(quorum().tick(nowMs));
            fetch();
        }
        fetch();
        flush();
        serveParked();
        long deadlineMs = quorum().deadlineMs();
        if (deadlineMs != Long.MAX_VALUE && deadlineMs != timerMs) {
            timerMs = deadlineMs;
            int thisLife = life;
            world.at(
                    deadlineMs,
                    () -> {
                        if (life == thisLife && timerMs == deadlineMs) {
                            timerMs = 0;
                            act(() -> {});
                        }
                    });
        }
        invariants.check(this);
    }

    private void say(List<Quorum.Say> says) {
        for (Quorum.Say say : says) {
            invariants.said(this, say.ask());
            NodeId to = say.to();
            QuorumAsk ask = say.ask();
            network.<QuorumSays>ask(
                    this,
                    to,
                    (receiver, reply) -> reply.accept(receiver.heard(id, ask)),
                    answer -> say(quorum().answered(to, ask, answer, world.nowMs())),
                    dead -> quorum().unanswered(to, ask, dead, world.nowMs()));
        }
    }

    private QuorumSays heard(NodeId from, QuorumAsk ask) {
        QuorumSays says = quorum().heard(from, ask, world.nowMs());
        invariants.heard(this, ask, says);
        return says;
    }

    private void flush() {
        if (isFlushing || !log.needsFlush()) {
            return;
        }
        isFlushing = true;
        int thisLife = life;
        int cuts = log.cuts();
        long end = log.end().offset();
        Chance chance = world.chance();
        world.in(
                chance.oneIn(10) ? chance.nextInt(300) : 1 + chance.nextInt(8),
                () -> {
                    if (life != thisLife) {
                        return;
                    }
                    isFlushing = false;
                    act(
                            () -> {
                                if (cuts == log.cuts()) {
                                    log.flushed(end);
                                    quorum().flushed(world.nowMs());
                                }
                            });
                });
    }

    /** A leader decides something. */
    void append(long value) {
        act(
                () -> {
                    if (status().role() == Role.LEADER) {
                        log.append(status().epoch(), value);
                        quorum().appended(world.nowMs());
                    }
                });
    }

    /** A leader or follower makes a snapshot of what is committed. */
    void snapshot() {
        act(
                () -> {
                    long upTo = Math.min(status().highWatermark(), log.durableEnd());
                    if (upTo > log.startOffset()) {
                        log.snapshot(upTo);
                    }
                });
    }

    /** A stop in good order. */
    void stop() {
        act(() -> say(quorum().resign(world.nowMs())));
    }

    private void fetch() {
        QuorumFetch wanted = quorum().fetch(world.nowMs());
        boolean other =
                wanted != null && (fetching == null || !fetching.from().equals(wanted.from()));
        if (!other) {
            return;
        }
        QuorumFetch asked = Objects.requireNonNull(wanted);
        fetching = asked;
        long number = ++fetchNumber;
        network.<QuorumAnswer>ask(
                this,
                asked.from(),
                (receiver, reply) -> receiver.serve(id, asked.position(), reply),
                answer -> fetched(asked, number, answer),
                dead -> failed(asked, number, dead));
    }

    private void fetched(QuorumFetch asked, long number, QuorumAnswer answer) {
        if (!isUnderWay(number)) {
            return;
        }
        QuorumFetched result = quorum().fetched(asked, answer, world.nowMs());
        if (!(result instanceof QuorumFetched.NeedsSnapshot)) {
            fetching = null;
            return;
        }
        int epoch = asked.position().currentLeaderEpoch();
        network.<SnapshotPiece>ask(
                this,
                asked.from(),
                (receiver, reply) -> reply.accept(receiver.piece(id, epoch)),
                piece -> {
                    if (isUnderWay(number)) {
                        fetching = null;
                        install(asked, piece);
                    }
                },
                dead -> failed(asked, number, dead));
    }

    private void failed(QuorumFetch asked, long number, boolean dead) {
        if (isUnderWay(number)) {
            fetching = null;
            quorum().fetchFailed(asked, dead, world.nowMs());
        }
    }

    private boolean isUnderWay(long number) {
        return fetching != null && number == fetchNumber;
    }

    private SnapshotPiece piece(NodeId from, int epoch) {
        ErrorCode error = quorum().snapshotFetchedBy(from, epoch, world.nowMs());
        return new SnapshotPiece(error, log.snapshot());
    }

    private void install(QuorumFetch asked, SnapshotPiece piece) {
        boolean current =
                status().role() == Role.FOLLOWER
                        && asked.from().equals(status().leader())
                        && status().epoch() == asked.position().currentLeaderEpoch();
        if (piece.error() == ErrorCode.NONE && current) {
            log.install(piece.id());
            invariants.installed(this);
            quorum().snapshotInstalled(piece.id(), world.nowMs());
        }
    }

    private void serve(NodeId from, FetchPosition position, Consumer<QuorumAnswer> reply) {
        switch (quorum().fetchedBy(from, position, world.nowMs())) {
            case QuorumFetchVerdict.Refused refused ->
                    reply.accept(answer(refused.error(), null, null, null));
            case QuorumFetchVerdict.Diverging diverging ->
                    reply.accept(answer(ErrorCode.NONE, diverging.end(), null, null));
            case QuorumFetchVerdict.Snapshot snapshot ->
                    reply.accept(answer(ErrorCode.NONE, null, snapshot.id(), null));
            case QuorumFetchVerdict.Serve any -> {
                long untilMs = world.nowMs() + PARKED_MS;
                parked.put(from, new Parked(position, untilMs, reply));
                world.at(untilMs, () -> act(() -> {}));
            }
        }
    }

    private QuorumAnswer answer(
            ErrorCode error,
            @Nullable EpochEnd diverging,
            @Nullable OffsetAndEpoch snapshot,
            @Nullable ByteBuffer batches) {
        QuorumStatus s = status();
        return new QuorumAnswer(
                error, s.epoch(), s.leader(), s.highWatermark(), diverging, snapshot, batches);
    }

    private void serveParked() {
        for (NodeId from : new ArrayList<>(parked.keySet())) {
            Parked fetch = Objects.requireNonNull(parked.get(from));
            long offset = fetch.position().fetchOffset();
            boolean leads =
                    status().role() == Role.LEADER
                            && status().epoch() == fetch.position().currentLeaderEpoch()
                            && offset >= log.startOffset();
            boolean news =
                    log.end().offset() > offset
                            || status().highWatermark() > told.getOrDefault(from, -1L);
            if (leads && !news && world.nowMs() < fetch.untilMs()) {
                continue;
            }
            parked.remove(from);
            if (leads) {
                told.put(from, status().highWatermark());
                int most = 1 + world.chance().nextInt(5);
                fetch.reply().accept(answer(ErrorCode.NONE, null, null, log.read(offset, most)));
            } else {
                fetch.reply().accept(answer(ErrorCode.NOT_LEADER_OR_FOLLOWER, null, null, null));
            }
        }
    }
}
