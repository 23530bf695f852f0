package strata.broker;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.BatchHeader;

/**
 * Finds the one record batch in what a producer sent for a partition, before a byte of its records
 * is looked at or unpacked. Every case has the outcome it has in Apache Kafka 4.3.1: a part of a
 * batch behind the first is passed over, as in a fetch answer.
 */
final class ProduceFraming {
    private static final int SIZE_UP_TO_MAGIC = 17;
    // The least that an entry of the oldest format could have.
    private static final int LENGTH_MIN = 14;

    /**
     * The batch, or why there is none.
     *
     * @param batch from its first to its last byte; null with a refusal
     */
    record Framed(@Nullable ByteBuffer batch, @Nullable Refusal refusal) {}

    private ProduceFraming() {}

    /**
     * Frames what was sent.
     *
     * @param sent from position to limit; neither is moved
     * @param maxBatchBytes a larger batch is refused
     */
    static Framed frame(ByteBuffer sent, int maxBatchBytes) {
        int start = sent.position();
        int size = sizeAt(sent, start);
        if (size == CORRUPT) {
            return refused(ErrorCode.CORRUPT_MESSAGE, "no record batch has this length or magic");
        }
        if (size == NONE) {
            return refused(ErrorCode.INVALID_RECORD, "a partition without a whole record batch");
        }
        int next = sizeAt(sent, start + size);
        if (next == CORRUPT) {
            return refused(ErrorCode.CORRUPT_MESSAGE, "what follows the batch is none");
        }
        if (next != NONE) {
            return refused(
                    ErrorCode.INVALID_RECORD,
                    "a partition of a produce request must hold exactly one record batch");
        }
        BatchHeader header = BatchHeader.at(sent, start);
        if (header.magic() != BatchHeader.MAGIC) {
            return refused(
                    ErrorCode.INVALID_RECORD,
                    "magic " + header.magic() + " is out of use; expected " + BatchHeader.MAGIC);
        }
        if (size > maxBatchBytes) {
            return refused(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "a batch of " + size + " bytes exceeds the maximum of " + maxBatchBytes);
        }
        if (header.baseOffset() != 0) {
            return refused(
                    ErrorCode.INVALID_RECORD,
                    "a producer's batch has base offset " + header.baseOffset() + ", not 0");
        }
        return new Framed(sent.duplicate().limit(start + size), null);
    }

    private static final int NONE = 0;
    private static final int CORRUPT = -1;

    /** The size of the whole batch at a position, {@link #NONE} or {@link #CORRUPT}. */
    private static int sizeAt(ByteBuffer sent, int position) {
        int left = sent.limit() - position;
        if (left < BatchHeader.LOG_OVERHEAD) {
            return NONE;
        }
        BatchHeader header = BatchHeader.at(sent, position);
        int length = header.length();
        if (length < LENGTH_MIN) {
            return CORRUPT;
        }
        if (left < SIZE_UP_TO_MAGIC) {
            return NONE;
        }
        if (header.magic() < 0 || header.magic() > BatchHeader.MAGIC) {
            return CORRUPT;
        }
        return length > left - BatchHeader.LOG_OVERHEAD ? NONE : header.sizeInBytes();
    }

    private static Framed refused(ErrorCode error, String why) {
        return new Framed(null, new Refusal(error, why));
    }
}
