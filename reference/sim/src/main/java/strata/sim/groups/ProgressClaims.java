package strata.sim.groups;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.SimWorld;

/** Each group processes each record at least once, and skips none. */
final class ProgressClaims {
    private final SimWorld world;
    private final Map<GroupPartition, Long> ends = new LinkedHashMap<>();
    private long processed;
    private long again;

    ProgressClaims(SimWorld world) {
        this.world = world;
    }

    /** How many records were processed, each time counted. */
    long processed() {
        return processed;
    }

    /** How many of them were processed before. */
    long again() {
        return again;
    }

    /** Everything below it has been processed. */
    long end(String groupId, TopicPartition partition) {
        return ends.getOrDefault(new GroupPartition(groupId, partition), 0L);
    }

    /** A member goes on at an offset. */
    void starts(Tenant tenant, TopicPartition partition, long offset) {
        long end = end(tenant.groupId(), partition);
        if (offset > end) {
            throw world.breach(
                    Breach.of(
                            "record-skipped",
                            "A group processes each record at least once",
                            String.format(
                                    Locale.ROOT,
                                    "%s goes on with %s at offset %d; nobody of its group has"
                                            + " processed offset %d",
                                    tenant,
                                    partition,
                                    offset,
                                    end),
                            new GroupPartition(tenant.groupId(), partition).toString()));
        }
    }

    /** A member has processed records from an offset up to another. */
    void processed(Tenant tenant, TopicPartition partition, long from, long next) {
        starts(tenant, partition, from);
        processed += next - from;
        long end = end(tenant.groupId(), partition);
        again += Math.max(0, Math.min(next, end) - from);
        if (next > end) {
            ends.put(new GroupPartition(tenant.groupId(), partition), next);
        }
    }
}
