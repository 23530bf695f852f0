package strata.broker.controller;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.UpdateFeatures;

/** Answers to requests of which nothing was done: each API has its own place for the error. */
final class Refusals {
    static final Refusal NOT_CONTROLLER =
            new Refusal(
                    ErrorCode.NOT_CONTROLLER,
                    "This is not the correct controller for this cluster.");
    static final Refusal TIMED_OUT =
            new Refusal(ErrorCode.REQUEST_TIMED_OUT, "The active controller has not answered.");

    // Who asks how the quorum stands asks because of its state: not to be led by anybody is one.
    private static final int QUORUM_TIMEOUT_MS = 2_000;

    private Refusals() {}

    /** Whether a request is a client's that only the active controller can answer. */
    static boolean isAdmin(Request request) {
        return request instanceof CreateTopics.Request
                || request instanceof DeleteTopics.Request
                || request instanceof CreatePartitions.Request
                || request instanceof IncrementalAlterConfigs.Request
                || request instanceof AlterConfigs.Request
                || request instanceof ElectLeaders.Request
                || request instanceof AlterPartitionReassignments.Request
                || request instanceof ListPartitionReassignments.Request
                || request instanceof UnregisterBroker.Request
                || request instanceof UpdateFeatures.Request
                // Answered where the quorum's leader is: it alone knows how the others stand.
                || request instanceof DescribeQuorum.Request;
    }

    /** Whether a request is a broker's to the controller. */
    static boolean isBrokers(Request request) {
        return request instanceof BrokerRegistration.Request
                || request instanceof BrokerHeartbeat.Request
                || request instanceof AlterPartition.Request
                || request instanceof AllocateProducerIds.Request;
    }

    /**
     * The whole request is refused.
     *
     * @param request one that {@link #isAdmin} or {@link #isBrokers}
     */
    static Response of(Request request, Refusal refusal) {
        ErrorCode error = refusal.error();
        String why = refusal.why();
        return switch (request) {
            case CreateTopics.Request r ->
                    new CreateTopics.Response(
                            r.topics().stream()
                                    .map(t -> CreateTopics.TopicResult.failed(t.name(), error, why))
                                    .toList());
            case DeleteTopics.Request r ->
                    new DeleteTopics.Response(
                            r.topics().stream().map(t -> notDeleted(t, refusal)).toList());
            case CreatePartitions.Request r ->
                    new CreatePartitions.Response(
                            r.topics().stream()
                                    .map(
                                            t ->
                                                    new CreatePartitions.TopicResult(
                                                            t.topic(), error, why))
                                    .toList());
            case IncrementalAlterConfigs.Request r ->
                    new IncrementalAlterConfigs.Response(
                            r.resources().stream()
                                    .map(
                                            t ->
                                                    new AlterConfigs.ResourceResult(
                                                            error, why, t.type(), t.name()))
                                    .toList());
            case AlterConfigs.Request r ->
                    new AlterConfigs.Response(
                            r.resources().stream()
                                    .map(
                                            t ->
                                                    new AlterConfigs.ResourceResult(
                                                            error, why, t.type(), t.name()))
                                    .distinct()
                                    .toList());
            case ElectLeaders.Request r -> new ElectLeaders.Response(error, List.of());
            case AlterPartitionReassignments.Request r ->
                    new AlterPartitionReassignments.Response(
                            error, why, r.allowReplicationFactorChange(), List.of());
            case ListPartitionReassignments.Request r ->
                    new ListPartitionReassignments.Response(error, why, List.of());
            case UnregisterBroker.Request r -> new UnregisterBroker.Response(error, why);
            case UpdateFeatures.Request r -> UpdateFeatures.Response.failed(error, why);
            case DescribeQuorum.Request r -> DescribeQuorum.Response.failed(error, why);
            case BrokerRegistration.Request r -> BrokerRegistration.Response.failed(error);
            case BrokerHeartbeat.Request r -> BrokerHeartbeat.Response.failed(error);
            case AlterPartition.Request r -> new AlterPartition.Response(error, List.of());
            case AllocateProducerIds.Request r -> AllocateProducerIds.Response.failed(error);
            default -> new Response.CloseConnection("no answer to " + request.getClass());
        };
    }

    private static DeleteTopics.TopicResult notDeleted(TopicRef ref, Refusal refusal) {
        return switch (ref) {
            case TopicRef.Named named ->
                    new DeleteTopics.TopicResult(
                            named.name(), TopicId.ZERO, refusal.error(), refusal.why());
            case TopicRef.Identified by ->
                    new DeleteTopics.TopicResult(null, by.id(), refusal.error(), refusal.why());
        };
    }

    /** Whether who answered was not the active controller. */
    static boolean isNotController(Response response) {
        ErrorCode error =
                switch (response) {
                    case CreateTopics.Response r -> first(r.topics().stream().map(t -> t.error()));
                    case DeleteTopics.Response r -> first(r.topics().stream().map(t -> t.error()));
                    case CreatePartitions.Response r ->
                            first(r.topics().stream().map(t -> t.error()));
                    case IncrementalAlterConfigs.Response r ->
                            first(r.resources().stream().map(t -> t.error()));
                    case AlterConfigs.Response r ->
                            first(r.resources().stream().map(t -> t.error()));
                    case ElectLeaders.Response r -> r.error();
                    case AlterPartitionReassignments.Response r -> r.error();
                    case ListPartitionReassignments.Response r -> r.error();
                    case UnregisterBroker.Response r -> r.error();
                    case UpdateFeatures.Response r -> r.error();
                    case DescribeQuorum.Response r -> r.error();
                    case BrokerRegistration.Response r -> r.error();
                    case BrokerHeartbeat.Response r -> r.error();
                    case AlterPartition.Response r -> r.error();
                    case AllocateProducerIds.Response r -> r.error();
                    default -> ErrorCode.NONE;
                };
        return error == ErrorCode.NOT_CONTROLLER;
    }

    private static ErrorCode first(java.util.stream.Stream<ErrorCode> errors) {
        return errors.findFirst().orElse(ErrorCode.NONE);
    }

    /** How long a client waits, as it said or is to be expected; -1 where that is not known. */
    static int timeoutMs(Request request) {
        return switch (request) {
            case CreateTopics.Request r -> r.timeoutMs();
            case DeleteTopics.Request r -> r.timeoutMs();
            case CreatePartitions.Request r -> r.timeoutMs();
            case ElectLeaders.Request r -> r.timeoutMs();
            case AlterPartitionReassignments.Request r -> r.timeoutMs();
            case ListPartitionReassignments.Request r -> r.timeoutMs();
            case UpdateFeatures.Request r -> r.timeoutMs();
            case DescribeQuorum.Request any -> QUORUM_TIMEOUT_MS;
            default -> -1;
        };
    }

    /** The broker that a request speaks for; null for none. */
    static @Nullable NodeId sender(Request request) {
        int number =
                switch (request) {
                    case BrokerRegistration.Request r -> r.brokerId();
                    case BrokerHeartbeat.Request r -> r.brokerId();
                    case AlterPartition.Request r -> r.brokerId();
                    default -> -1;
                };
        return number < 0 ? null : new NodeId(number);
    }
}
