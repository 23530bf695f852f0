package strata.kernel.transactions;

import java.util.List;
import strata.kernel.TopicPartition;

/**
 * Takes markers to the leaders of partitions (WriteTxnMarkers), with the coordinator's epoch. It
 * tries once, and says of every partition what came of it: {@link
 * TransactionCommand.MarkersAnswered}, in one or several parts, never within the call. Trying again
 * is the coordinator's.
 */
public interface MarkerWriter {
    /**
     * @param partitions at least one
     */
    void write(TransactionMarker marker, List<TopicPartition> partitions);
}
