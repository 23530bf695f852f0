package strata.kernel.transactions;

import java.util.function.Supplier;
import strata.kernel.Trace;
import strata.kernel.groups.TopicPatterns;

/**
 * What a coordinator is given.
 *
 * @param version the cluster's {@code transaction.version}, as it is at the time of looking: in
 *     which version records are written, and the version of what the coordinator ends by itself
 * @param producerIds the broker's, shared by all its coordinators. Taking an id is the one thing
 *     that {@code decide} does beside deciding; an id that comes to nothing is lost
 * @param markers takes markers where they belong
 * @param patterns compiles the expression of ListTransactions (KIP-1152)
 */
public record TransactionsSpec(
        TransactionSettings settings,
        Supplier<TransactionVersion> version,
        ProducerIdSupply producerIds,
        MarkerWriter markers,
        TopicPatterns patterns,
        Trace trace) {}
