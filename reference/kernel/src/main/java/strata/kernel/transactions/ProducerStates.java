package strata.kernel.transactions;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.PendingFlush;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.TransactionFates;

/**
 * What a partition knows of its producers: of each its epoch and its last {@link #BATCHES} batches,
 * so that what is sent again is not appended again (KIP-98); which transactions are open, and which
 * were aborted. All of it follows from the log, save what has expired or was deleted: leader and
 * followers have the same, and after a crash it is made again.
 *
 * <p>It goes along with a log, and is told of all that happens to it, in this order: {@link
 * #recover} once; then of every append {@link #rolled} for each segment that began with it and
 * {@link #appended}; of the others when they have happened.
 *
 * <p>Invariants: every batch below {@link #endOffset} has been counted, none above it; {@code last
 * stable offset <= high watermark}, and it falls only where the log is truncated or the high
 * watermark falls; a duplicate of any of the last {@link #BATCHES} batches of a producer's epoch is
 * never let in, before and after a restart alike: of a producer that comes out of a snapshot the
 * last batch below it is known, and the others as far as the end of the log is looked through for
 * them.
 */
public interface ProducerStates {
    /** As many batches of a producer may be under way at once (max.in.flight). */
    int BATCHES = 5;

    // ---- beginning and files --------------------------------------------------------------------

    /**
     * What the broker knows of the log.
     *
     * @param recoveryPoint as stored when the log was last looked after, before this opening: below
     *     it {@code .txnindex} files are durable, above it they are made anew
     * @param highWatermark as stored: a snapshot above it is not used, as it cannot tell which
     *     transactions were decided but not committed yet
     */
    record Known(long recoveryPoint, long highWatermark) {}

    /**
     * Begins with an open log: loads the newest snapshot that is good and not above what is known,
     * and counts the batches from there to the log's end (their headers; of a control batch the
     * record). A snapshot whose version, length or CRC is wrong, or that lies above the log's end,
     * is deleted; one that lies at no segment's beginning is, too, but for the newest. Producers
     * that have expired are left out. Damage hides the rest of its segment: a line of the log tells
     * of it, and the count goes on with the next segment, as reads do.
     *
     * @param nowMs wall time
     */
    void recover(SegmentedLog log, Known known, long nowMs);

    /** The offset after the last batch that has been counted. */
    long endOffset();

    /**
     * Writes a snapshot of now ({@code .snapshot}, Kafka's format, producers in the order of their
     * ids) unless there is one at this offset. Not flushed: see {@link #startFlush}. A clean stop
     * asks for it.
     */
    void snapshot();

    /**
     * What is to be flushed so that all that was counted so far is told durably. Whoever flushes
     * the log flushes this too, and tells {@link #flushed} before the log is told {@link
     * SegmentedLog#flushed}: of what lies below a recovery point nothing is made anew.
     *
     * @return also what is being flushed already, as a second flush may be over before the first;
     *     null when all is durable
     */
    @Nullable
    PendingFlush startFlush();

    /** The files of that flush are durable now. */
    void flushed(PendingFlush done);

    /** Closes its files; flushes nothing. */
    void close();

    // ---- may it be appended? --------------------------------------------------------------------

    /**
     * Judges a checked data batch that has a producer id. In this order:
     *
     * <ol>
     *   <li>Of a client, the same epoch and the same first and last sequence as one of the last
     *       {@link #BATCHES}: {@link Verdict.Duplicate}. Whatever else may be wrong with it.
     *   <li>An epoch below the last one: {@code INVALID_PRODUCER_EPOCH}.
     *   <li>Transactional, where its producer and epoch have no transaction open here, and
     *       verification is on: it takes the {@link Verification} under way, else {@code
     *       INVALID_TXN_STATE} (KIP-890).
     *   <li>Of a client, the sequences (KIP-98). {@code OUT_OF_ORDER_SEQUENCE_NUMBER} for: a
     *       verification under way of a client of {@link TransactionVersion#V2} while no batch of
     *       the producer's epoch is known, and a first sequence other than 0; one above the lowest
     *       that a verification under way has seen; with a new epoch one other than 0, unless the
     *       producer is not known here; with the same epoch one that is not the last one's
     *       successor. The successor of 2^31 - 1 is 0. An unknown producer may begin anywhere: its
     *       records may have been deleted (so there is no {@code UNKNOWN_PRODUCER_ID}).
     *   <li>Not transactional while a transaction of the producer is open: {@code
     *       INVALID_TXN_STATE}.
     * </ol>
     *
     * @param batch its base offset and leader epoch are not looked at
     * @param verification that let it come; null for none
     */
    Verdict judge(BatchHeader batch, BatchOrigin origin, @Nullable Verification verification);

    /**
     * Judges a marker that a coordinator wants written.
     *
     * <ul>
     *   <li>An epoch below the last one: {@code INVALID_PRODUCER_EPOCH}. Under {@link
     *       TransactionVersion#V2} the same epoch, too, as each end bumps it; but where nothing of
     *       the producer is open here it is the same marker again and passes, and so does the
     *       highest epoch there is.
     *   <li>A coordinator epoch below that of the producer's last marker: {@code
     *       TRANSACTION_COORDINATOR_FENCED}.
     * </ul>
     *
     * @return null to let it in
     */
    @Nullable
    Refusal refusalOf(
            long producerId, short producerEpoch, EndMarker marker, TransactionVersion version);

    /**
     * Whether a transactional batch may come only after the coordinator was asked: to verify that
     * the transaction has the partition, or, for a client of {@link TransactionVersion#V2}, to add
     * it.
     *
     * @param baseSequence -1 where the batch has none
     * @param version the client's
     * @return what has to come back with the batch, the same for several batches of an epoch; null
     *     when it need not be asked: the transaction is open here; the epoch is below the last one,
     *     and the batch will be refused; or verification is off and there is nothing to add
     */
    @Nullable
    Verification verification(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version);

    // ---- what has happened ----------------------------------------------------------------------

    /**
     * Batches were appended, by a leader or a follower. A follower's are believed, whatever their
     * epochs and sequences.
     *
     * <p>A transactional data batch opens its transaction where none is open. A control batch with
     * an {@link EndMarker} closes the producer's, if any, and forgets the batches if the epoch is
     * another one; an abort of a transaction that has records here is added to the {@code
     * .txnindex} of the newest segment. Both end a verification.
     *
     * @param batches whole, with their offsets, from {@link #endOffset} on or above, from the
     *     buffer's position to its limit; neither is moved
     */
    void appended(ByteBuffer batches);

    /**
     * A segment has begun. All batches below it have been counted, none above it; a snapshot is
     * written.
     */
    void rolled(long baseOffset);

    /**
     * Segments are gone, or were replaced by a compaction: what the files of those that are gone
     * tell goes over to the segments that hold it now, or goes where no segment does.
     */
    void segmentsChanged();

    /** The log was truncated: what is known becomes what it tells now. */
    void truncated(long nowMs);

    /** The log starts anew and empty at an offset; nothing is known any more. */
    void startedAt(long offset);

    /**
     * The high watermark is at an offset: markers below it are committed.
     *
     * @param offset never below one that was told before, but after a truncation
     */
    void highWatermarkIs(long offset);

    /**
     * Forgets producers, and verifications, that have expired.
     *
     * @param nowMs wall time
     */
    void expire(long nowMs);

    // ---- what readers see -----------------------------------------------------------------------

    /**
     * The last stable offset: where the first transaction begins that is open, or whose marker is
     * not below the high watermark; the high watermark if there is none before it. Readers of
     * committed records see what lies below it.
     */
    long lastStableOffset(long highWatermark);

    /**
     * Whether a transaction was aborted by a marker that is not below an offset: else {@link
     * #aborted} need not be asked.
     */
    boolean hasAborted(long fetchOffset);

    /**
     * The aborted transactions that concern a reader of committed records: those whose marker is
     * not below the first and whose first record is below the second offset; in the order of their
     * markers.
     */
    List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset);

    /** What a compaction below the last stable offset has to know. */
    TransactionFates fates();

    /** Where the first open transaction begins; -1 for none. */
    long firstOpenOffset();

    /** All producers that are known, in the order of their ids. */
    List<ProducerView> producers();
}
