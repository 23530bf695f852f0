package strata.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.Vote;
import strata.kernel.request.WriteTxnMarkers;

/**
 * The other end of {@link ProtocolCodec}: writes the requests that nodes send each other, and reads
 * the answers. It has no state but its name.
 *
 * <p>Nodes of one cluster are of one release, so each API has one version, the newest that is
 * served; only a fetch of topics by name, as no later version has names, is of version 12, and a
 * change of features, as no later answer names them for an older client, of version 1.
 */
public final class PeerCodec {
    private static final int HEADER_SIZE_MIN = Integer.BYTES;

    private final String clientId;

    /**
     * @param clientId what the node calls itself ({@code client.id})
     */
    public PeerCodec(String clientId) {
        this.clientId = clientId;
    }

    /**
     * A request as bytes.
     *
     * @param context what its answer is to be read with
     * @param frame the whole of it, its 4-byte length first, from position to limit
     */
    public record EncodedRequest(RequestContext context, ByteBuffer frame) {}

    /** What became of the bytes of an answer. */
    public sealed interface AnswerResult {
        /** An answer. Record bytes in it are slices of the frame. */
        record Answered(Response response) implements AnswerResult {}

        /**
         * Bytes that are not the answer to the request: the connection is of no further use.
         *
         * @param why one sentence for the log
         */
        record Malformed(String why) implements AnswerResult {}
    }

    /**
     * Writes a request.
     *
     * @param correlationId the answer will repeat it
     * @throws IllegalArgumentException for a request that nodes do not send each other
     */
    public EncodedRequest encode(int correlationId, Request request) {
        Api api = apiOf(request);
        ServedVersions versions = ServedVersions.of(api);
        short version =
                switch (request) {
                    case Fetch.Request fetch -> FetchCodec.versionFor(fetch, versions.newest());
                    case UpdateFeatures.Request any -> UpdateFeaturesCodec.LAST_WITH_RESULTS;
                    default -> versions.newest();
                };
        RequestContext context = new RequestContext(api, version, correlationId);
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(api.key())
                        .setRequestApiVersion(version)
                        .setCorrelationId(correlationId)
                        .setClientId(clientId);
        ByteBuffer frame = SegmentWriter.frame(context, header, body(request, version));
        return new EncodedRequest(context, frame);
    }

    private static Api apiOf(Request request) {
        return switch (request) {
            case Fetch.Request any -> Api.FETCH;
            case FetchSnapshot.Request any -> Api.FETCH_SNAPSHOT;
            case ListOffsets.Request any -> Api.LIST_OFFSETS;
            case OffsetForLeaderEpoch.Request any -> Api.OFFSET_FOR_LEADER_EPOCH;
            case Vote.Request any -> Api.VOTE;
            case BeginQuorumEpoch.Request any -> Api.BEGIN_QUORUM_EPOCH;
            case EndQuorumEpoch.Request any -> Api.END_QUORUM_EPOCH;
            case DescribeQuorum.Request any -> Api.DESCRIBE_QUORUM;
            case BrokerRegistration.Request any -> Api.BROKER_REGISTRATION;
            case BrokerHeartbeat.Request any -> Api.BROKER_HEARTBEAT;
            case UnregisterBroker.Request any -> Api.UNREGISTER_BROKER;
            case AlterPartition.Request any -> Api.ALTER_PARTITION;
            case ElectLeaders.Request any -> Api.ELECT_LEADERS;
            case AlterPartitionReassignments.Request any -> Api.ALTER_PARTITION_REASSIGNMENTS;
            case ListPartitionReassignments.Request any -> Api.LIST_PARTITION_REASSIGNMENTS;
            case ApiVersions.Request any -> Api.API_VERSIONS;
            case CreateTopics.Request any -> Api.CREATE_TOPICS;
            case DeleteTopics.Request any -> Api.DELETE_TOPICS;
            case CreatePartitions.Request any -> Api.CREATE_PARTITIONS;
            case AlterConfigs.Request any -> Api.ALTER_CONFIGS;
            case IncrementalAlterConfigs.Request any -> Api.INCREMENTAL_ALTER_CONFIGS;
            case AddPartitionsToTxn.Request any -> Api.ADD_PARTITIONS_TO_TXN;
            case WriteTxnMarkers.Request any -> Api.WRITE_TXN_MARKERS;
            case AllocateProducerIds.Request any -> Api.ALLOCATE_PRODUCER_IDS;
            case UpdateFeatures.Request any -> Api.UPDATE_FEATURES;
            default -> throw notSent(request);
        };
    }

    private static ApiMessage body(Request request, short version) {
        return switch (request) {
            case Fetch.Request r -> FetchCodec.ask(r, version);
            case FetchSnapshot.Request r -> FetchSnapshotCodec.ask(r);
            case ListOffsets.Request r -> ListOffsetsCodec.ask(r);
            case OffsetForLeaderEpoch.Request r -> OffsetForLeaderEpochCodec.ask(r);
            case Vote.Request r -> VoteCodec.ask(r);
            case BeginQuorumEpoch.Request r -> BeginQuorumEpochCodec.ask(r);
            case EndQuorumEpoch.Request r -> EndQuorumEpochCodec.ask(r);
            case DescribeQuorum.Request r -> DescribeQuorumCodec.ask();
            case BrokerRegistration.Request r -> BrokerRegistrationCodec.ask(r);
            case BrokerHeartbeat.Request r -> BrokerHeartbeatCodec.ask(r);
            case UnregisterBroker.Request r -> UnregisterBrokerCodec.ask(r);
            case AlterPartition.Request r -> AlterPartitionCodec.ask(r);
            case ElectLeaders.Request r -> ElectLeadersCodec.ask(r);
            case AlterPartitionReassignments.Request r -> AlterPartitionReassignmentsCodec.ask(r);
            case ListPartitionReassignments.Request r -> ListPartitionReassignmentsCodec.ask(r);
            case ApiVersions.Request r -> ApiVersionsCodec.ask(r);
            case CreateTopics.Request r -> CreateTopicsCodec.ask(r);
            case DeleteTopics.Request r -> DeleteTopicsCodec.ask(r);
            case CreatePartitions.Request r -> CreatePartitionsCodec.ask(r);
            case AlterConfigs.Request r -> AlterConfigsCodec.ask(r);
            case IncrementalAlterConfigs.Request r -> IncrementalAlterConfigsCodec.ask(r);
            case AddPartitionsToTxn.Request r -> AddPartitionsToTxnCodec.ask(r);
            case WriteTxnMarkers.Request r -> WriteTxnMarkersCodec.ask(r);
            case AllocateProducerIds.Request r -> AllocateProducerIdsCodec.ask(r);
            case UpdateFeatures.Request r -> UpdateFeaturesCodec.ask(r);
            default -> throw notSent(request);
        };
    }

    private static IllegalArgumentException notSent(Request request) {
        return new IllegalArgumentException("nodes do not send each other " + request.getClass());
    }

    /**
     * Reads an answer.
     *
     * @param asked the context of the request that it should be the answer to
     * @param frame without its 4-byte length, from position to limit; its position does not move
     * @return what it is, whatever the bytes are; never an exception
     */
    public AnswerResult decode(RequestContext asked, ByteBuffer frame) {
        ServedVersions versions = ServedVersions.of(asked.api());
        if (frame.remaining() < HEADER_SIZE_MIN) {
            return new AnswerResult.Malformed(
                    "an answer of " + frame.remaining() + " bytes has no header");
        }
        try {
            FrameReader from = FrameReader.of(frame);
            ResponseHeaderData header =
                    new ResponseHeaderData(from, versions.responseHeaderVersion(asked.version()));
            if (header.correlationId() != asked.correlationId()) {
                return new AnswerResult.Malformed(
                        "an answer to request "
                                + header.correlationId()
                                + ", where one to "
                                + asked.correlationId()
                                + " is due");
            }
            return new AnswerResult.Answered(answer(asked.api(), from, asked.version()));
        } catch (RuntimeException malformed) {
            return new AnswerResult.Malformed(
                    "an answer to "
                            + versions.apiName()
                            + " version "
                            + asked.version()
                            + " cannot be read: "
                            + (malformed instanceof BufferUnderflowException
                                    ? "it ends in the middle of a field"
                                    : malformed.toString()));
        }
    }

    private static Response answer(Api api, FrameReader from, short version) {
        return switch (api) {
            case FETCH -> FetchCodec.answer(from, version);
            case FETCH_SNAPSHOT -> FetchSnapshotCodec.answer(from, version);
            case LIST_OFFSETS -> ListOffsetsCodec.answer(from, version);
            case OFFSET_FOR_LEADER_EPOCH -> OffsetForLeaderEpochCodec.answer(from, version);
            case VOTE -> VoteCodec.answer(from, version);
            case BEGIN_QUORUM_EPOCH -> BeginQuorumEpochCodec.answer(from, version);
            case END_QUORUM_EPOCH -> EndQuorumEpochCodec.answer(from, version);
            case DESCRIBE_QUORUM -> DescribeQuorumCodec.answer(from, version);
            case BROKER_REGISTRATION -> BrokerRegistrationCodec.answer(from, version);
            case BROKER_HEARTBEAT -> BrokerHeartbeatCodec.answer(from, version);
            case UNREGISTER_BROKER -> UnregisterBrokerCodec.answer(from, version);
            case ALTER_PARTITION -> AlterPartitionCodec.answer(from, version);
            case ELECT_LEADERS -> ElectLeadersCodec.answer(from, version);
            case ALTER_PARTITION_REASSIGNMENTS ->
                    AlterPartitionReassignmentsCodec.answer(from, version);
            case LIST_PARTITION_REASSIGNMENTS ->
                    ListPartitionReassignmentsCodec.answer(from, version);
            case API_VERSIONS -> ApiVersionsCodec.answer(from, version);
            case CREATE_TOPICS -> CreateTopicsCodec.answer(from, version);
            case DELETE_TOPICS -> DeleteTopicsCodec.answer(from, version);
            case CREATE_PARTITIONS -> CreatePartitionsCodec.answer(from, version);
            case ALTER_CONFIGS -> AlterConfigsCodec.answer(from, version);
            case INCREMENTAL_ALTER_CONFIGS -> IncrementalAlterConfigsCodec.answer(from, version);
            case ADD_PARTITIONS_TO_TXN -> AddPartitionsToTxnCodec.answer(from, version);
            case WRITE_TXN_MARKERS -> WriteTxnMarkersCodec.answer(from, version);
            case ALLOCATE_PRODUCER_IDS -> AllocateProducerIdsCodec.answer(from, version);
            case UPDATE_FEATURES -> UpdateFeaturesCodec.answer(from, version);
            default -> throw new IllegalArgumentException("nodes do not ask each other " + api);
        };
    }
}
