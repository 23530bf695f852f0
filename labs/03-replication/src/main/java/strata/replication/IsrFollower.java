package strata.replication;

import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.replication.ReplicaSpec;

/** A replica that follows one leader, in one leader epoch. */
final class IsrFollower implements FollowerReplica {
    private static final Logger LOG = LoggerFactory.getLogger(IsrFollower.class);
    private static final FollowerStep TOOK_NOTHING = new FollowerStep.Took(0);
    private static final FollowerStep ASKS_FOR_RANGE = new FollowerStep.AsksForRange();
    private static final FollowerStep IGNORED = new FollowerStep.Ignored();

    private final ReplicaSpec spec;
    private final ReplicaLog log;
    private final LeaderEpochs epochs;
    private final FollowerStart start;
    private final FetchedBatches fetched = new FetchedBatches();
    // Invariant: log start <= high watermark <= log end.
    private long highWatermark;
    // What position() said last, so that asking again makes no object.
    private @Nullable FetchPosition position;
    private int truncationsBelowHighWatermark;

    IsrFollower(ReplicaSpec spec, FollowerStart start) {
        this.spec = spec;
        this.log = spec.log();
        this.epochs = spec.epochs();
        this.start = start;
        this.highWatermark =
                Math.clamp(start.highWatermark(), log.logStartOffset(), log.logEndOffset());
        // An epoch in which this replica led and wrote nothing is not the next leader's.
        epochs.truncateFromEnd(log.logEndOffset());
    }

    @Override
    public int leaderEpoch() {
        return start.leaderEpoch();
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public int truncationsBelowHighWatermark() {
        return truncationsBelowHighWatermark;
    }

    @Override
    public FetchPosition position() {
        FetchPosition last = position;
        long end = log.logEndOffset();
        long logStart = log.logStartOffset();
        if (last == null || last.fetchOffset() != end || last.logStartOffset() != logStart) {
            last = new FetchPosition(end, start.leaderEpoch(), epochs.epochAt(end - 1), logStart);
            position = last;
        }
        return last;
    }

    @Override
    public FollowerStep fetched(FetchPosition asked, LeaderAnswer answer) {
        if (!asked.equals(position())) {
            return IGNORED;
        }
        ErrorCode error = answer.error();
        return switch (error) {
            case NONE -> {
                EpochEnd diverging = answer.diverging();
                yield diverging == null
                        ? take(answer)
                        : cutTo(Divergence.seenByFollower(epochs, log, diverging));
            }
            case OFFSET_OUT_OF_RANGE -> ASKS_FOR_RANGE;
            case FENCED_LEADER_EPOCH ->
                    new FollowerStep.Stops(
                            error, "epoch " + leaderEpoch() + " is over for " + start.leader());
            default -> new FollowerStep.Waits(error, "answered by " + start.leader());
        };
    }

    /** Takes an answer that is no error, from a leader whose log goes on where this one ends. */
    private FollowerStep take(LeaderAnswer answer) {
        int bytes = 0;
        ByteBuffer batches = answer.batches();
        if (batches != null && batches.hasRemaining()) {
            bytes = append(batches.duplicate(), answer.logStartOffset());
            String fault = fetched.fault();
            if (bytes == 0 && fault != null) {
                return new FollowerStep.Waits(
                        ErrorCode.CORRUPT_MESSAGE, start.leader() + " sent " + fault);
            }
        }
        raise(answer.highWatermark(), answer.logStartOffset());
        return bytes == 0 ? TOOK_NOTHING : new FollowerStep.Took(bytes);
    }

    /**
     * Appends the good ones of the batches that were sent.
     *
     * @param batches whose position and limit may be moved
     * @return how many bytes
     */
    private int append(ByteBuffer batches, long leaderStartOffset) {
        long end = log.logEndOffset();
        boolean nothingBelow = log.logStartOffset() == end || leaderStartOffset >= end;
        long from = nothingBelow ? firstOffset(batches, end) : end;
        fetched.look(batches, from);
        if (fetched.goodBytes() > 0) {
            if (from < end) {
                startAt(from);
            }
            appendGood(batches.limit(batches.position() + fetched.goodBytes()));
            if (from < end) {
                log.raiseLogStart(end);
                epochs.truncateFromStart(end);
            }
            position = null;
        }
        return fetched.goodBytes();
    }

    /**
     * Appends batches, all of them good. Epochs that are new are entered before, each where its
     * first batch begins: a crash between the two leaves an entry at the log end, which does no
     * harm; a record without its epoch would.
     */
    private void appendGood(ByteBuffer batches) {
        throw Todo.step(
                "3.2", "assign every epoch later than the latest, from the headers; then append");
    }

    /**
     * Where the first batch is to begin, when the own log is empty or the leader has nothing below
     * its end. A log start may be in the middle of a batch (KIP-107): then that batch goes into the
     * own log, whole, though it begins below the log end.
     */
    private static long firstOffset(ByteBuffer batches, long logEndOffset) {
        if (batches.remaining() >= BatchHeader.SIZE) {
            BatchHeader first = BatchHeader.at(batches, batches.position());
            if (first.baseOffset() < logEndOffset && first.lastOffset() >= logEndOffset) {
                return first.baseOffset();
            }
        }
        return logEndOffset;
    }

    /**
     * Raises the high watermark to the leader's, as far as the log goes, and the log start, as far
     * as the high watermark; with the log start the leader epochs are cut. Neither ever falls.
     */
    private void raise(long leaderHighWatermark, long leaderStartOffset) {
        throw Todo.step(
                "3.2", "raise the high watermark; then raise the log start, where it is to rise");
    }

    /** Cuts the log, the leader epochs, and with them the high watermark if need be. */
    private FollowerStep cutTo(long offset) {
        throw Todo.step(
                "3.3",
                "cut log and epochs to offset; sayIfCommittedAreLost; lower the high watermark");
    }

    @Override
    public FollowerStep outOfRange(
            FetchPosition asked, long leaderStartOffset, long leaderEndOffset) {
        if (!asked.equals(position())) {
            return IGNORED;
        }
        throw Todo.step(
                "3.3", "cut to the leader's end, or start anew at its start, or do nothing");
    }

    /** Drops the log with its epochs, and goes on, empty, at an offset. */
    private void startAt(long offset) {
        log.startAt(offset);
        epochs.clear();
        position = null;
    }

    /** Tells when the log ends below the high watermark now, and counts it. */
    private void sayIfCommittedAreLost(long endBefore) {
        if (log.logEndOffset() < highWatermark) {
            truncationsBelowHighWatermark++;
            String loss =
                    spec.partition()
                            + (" was cut from " + endBefore + " to " + log.logEndOffset())
                            + (", below its high watermark " + highWatermark)
                            + (": leader " + start.leader() + " of epoch " + leaderEpoch())
                            + " does not have these committed records";
            LOG.error(loss);
            spec.trace().note(loss);
        }
    }
}
