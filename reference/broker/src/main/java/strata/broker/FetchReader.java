package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.request.Fetch;
import strata.kernel.request.Fetch.PartitionFetch;
import strata.kernel.request.Fetch.PartitionResult;
import strata.kernel.request.IsolationLevel;
import strata.kernel.storage.FileSlice;

/** Reads what a fetch asks for, within its limits. */
final class FetchReader {
    /**
     * What was read.
     *
     * @param bytes of all batches
     * @param failed whether any partition has an error, which is answered at once
     */
    record Result(Fetch.Response response, long bytes, boolean failed) {
        /** Gives the batches back unread. */
        void release() {
            for (Fetch.TopicResult topic : response.topics()) {
                for (PartitionResult partition : topic.partitions()) {
                    FileSlice records = partition.records();
                    if (records != null) {
                        records.release();
                    }
                }
            }
        }
    }

    private final PartitionFinder finder;
    private final CorruptionLog corruption;
    private final int brokerMaxBytes;

    FetchReader(PartitionFinder finder, CorruptionLog corruption, int brokerMaxBytes) {
        this.finder = finder;
        this.corruption = corruption;
        this.brokerMaxBytes = brokerMaxBytes;
    }

    Result read(Fetch.Request request) {
        int maxBytes = Math.min(request.maxBytes(), brokerMaxBytes);
        long bytes = 0;
        boolean failed = false;
        List<Fetch.TopicResult> topics = new ArrayList<>(request.topics().size());
        for (Fetch.TopicFetch topic : request.topics()) {
            List<PartitionResult> results = new ArrayList<>(topic.partitions().size());
            for (PartitionFetch fetch : topic.partitions()) {
                long left = Math.max(0, maxBytes - bytes);
                int limit = (int) Math.min(left, Math.max(0, fetch.maxBytes()));
                // A batch larger than every limit must still get through, or its reader is stuck.
                PartitionResult result =
                        read(topic.topic(), fetch, new Limits(limit, bytes == 0, request));
                FileSlice records = result.records();
                bytes += records == null ? 0 : records.count();
                failed |= result.error() != ErrorCode.NONE;
                results.add(result);
            }
            topics.add(new Fetch.TopicResult(topic.topic(), results));
        }
        return new Result(new Fetch.Response(ErrorCode.NONE, 0, topics), bytes, failed);
    }

    private record Limits(int maxBytes, boolean atLeastOneBatch, Fetch.Request request) {
        @Nullable
        List<Fetch.AbortedTransaction> abortedTransactions() {
            // Without layer 5 there are no transactions, hence none that was aborted.
            return request.isolation() == IsolationLevel.READ_COMMITTED ? List.of() : null;
        }
    }

    private PartitionResult read(TopicRef topic, PartitionFetch fetch, Limits limits) {
        PartitionFinder.Found found = finder.find(topic, fetch.partition());
        Partition partition = found.partition();
        if (partition == null) {
            return PartitionResult.failed(fetch.partition(), found.error());
        }
        // Of a fetch, unlike of ListOffsets, every negative epoch counts as none.
        int believed = Math.max(-1, fetch.currentLeaderEpoch());
        ErrorCode epochError = PartitionFinder.epochError(partition, believed);
        if (epochError != ErrorCode.NONE) {
            return PartitionResult.failed(fetch.partition(), epochError);
        }
        PartitionLog log = partition.log();
        long offset = fetch.fetchOffset();
        if (offset < log.logStartOffset() || offset > log.logEndOffset()) {
            return PartitionResult.failed(fetch.partition(), ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        long highWatermark = partition.highWatermark();
        FileSlice records;
        try {
            records = log.read(offset, highWatermark, limits.maxBytes(), limits.atLeastOneBatch());
        } catch (CorruptDataException e) {
            corruption.met(partition.name(), e);
            return PartitionResult.failed(fetch.partition(), ErrorCode.CORRUPT_MESSAGE);
        }
        return new PartitionResult(
                fetch.partition(),
                ErrorCode.NONE,
                highWatermark,
                highWatermark,
                log.logStartOffset(),
                limits.abortedTransactions(),
                records);
    }
}
