package strata.kernel.log;

import strata.kernel.ErrorCode;

/**
 * What is wrong with a batch.
 *
 * @param error what Kafka answers in this case: {@code CORRUPT_MESSAGE} when lengths or CRC are
 *     wrong, {@code INVALID_RECORD} for an old magic, and when the CRC is right but the records are
 *     not what the header says, {@code UNSUPPORTED_COMPRESSION_TYPE} for an unknown codec
 * @param position where in the buffer the faulty batch starts, in bytes from the checked range's
 *     start
 * @param why one sentence, with the expected and the found value
 */
public record BatchFault(ErrorCode error, int position, String why) {}
