package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent to a broker.
 *
 * @param records in the measured interval, >= 1
 * @param recordSizeInBytes of each record's value; keys are absent
 * @param warmupRecords sent before anything is measured, >= 0
 * @param throughput records each second at which the producer is held, or -1 for as fast as it can
 */
record Load(long records, int recordSizeInBytes, long warmupRecords, long throughput) {

    static final long UNTHROTTLED = -1;

    private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;

    Load scaled(double factor) {
        return new Load(
                Math.max(1, Math.round(records * factor)),
                recordSizeInBytes,
                Math.round(warmupRecords * factor),
                throughput);
    }

    /** As fast as the producer can. */
    Load unthrottled() {
        return new Load(records, recordSizeInBytes, warmupRecords, UNTHROTTLED);
    }

    /** Only the warm-up, as fast as the producer can. */
    Load warmup() {
        return new Load(warmupRecords, recordSizeInBytes, 0, UNTHROTTLED);
    }

    /** Size of the values of so many records. */
    double gib(long recordCount) {
        return recordCount * (double) recordSizeInBytes / BYTES_PER_GIB;
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("records", records);
        settings.put("recordSizeInBytes", recordSizeInBytes);
        settings.put("warmupRecords", warmupRecords);
        settings.put("throughput", throughput);
        return settings;
    }
}
