package strata.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Clock;
import strata.kernel.TopicPartition;
import strata.kernel.log.CorruptDataException;

/**
 * Tells the operator where stored bytes are no batches. A consumer asks again and again, so of each
 * partition it is told once a minute.
 */
final class CorruptionLog {
    private static final Logger LOG = LoggerFactory.getLogger(CorruptionLog.class);
    private static final long INTERVAL_MS = 60_000;

    private final Clock clock;
    // By the monotonic clock.
    private final Map<TopicPartition, Long> toldAtMs = new LinkedHashMap<>();

    CorruptionLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * A read of a partition has met corrupt bytes.
     *
     * @param fault names the file and the byte
     */
    void met(TopicPartition partition, CorruptDataException fault) {
        long nowMs = clock.monotonicMs();
        Long lastMs = toldAtMs.get(partition);
        if (lastMs == null || nowMs - lastMs >= INTERVAL_MS) {
            toldAtMs.put(partition, nowMs);
            LOG.error("{} cannot be read: {}", partition, fault.getMessage());
        }
    }
}
