package strata.broker.metadata;

import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec.Known;

/** Opens a partition's log on the layers that are present. */
@FunctionalInterface
public interface LogOpening {
    PartitionLog open(TopicPartition name, SegmentSettings settings, Known known);
}
