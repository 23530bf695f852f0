package strata.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Nullable;
import strata.kernel.request.AddOffsetsToTxn;
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
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.EndTxn;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.Vote;
import strata.kernel.request.WriteTxnMarkers;

/**
 * Turns the bytes of requests into kernel records and kernel records into the bytes of answers, for
 * the APIs served and the versions of Apache Kafka 4.3.1. It has no state: one serves every
 * connection, on any thread.
 */
public final class ProtocolCodec {
    // API key and version, 16 bits each.
    private static final int HEADER_SIZE_MIN = 2 * Short.BYTES;

    private final Set<Api> served;

    /**
     * @param served the APIs that may be asked; {@link Api#API_VERSIONS} must be one of them.
     *     Others are rejected
     */
    public ProtocolCodec(Set<Api> served) {
        Check.that(served.contains(Api.API_VERSIONS), "every client asks for ApiVersions first");
        this.served = EnumSet.copyOf(served);
    }

    /**
     * Reads a request. Bytes after its last field are passed over, as Apache Kafka does.
     *
     * @param frame one request without its 4-byte length, from position to limit, heap or direct;
     *     its position does not move. Record batches in the result are slices of it, to be written
     *     to in place, and valid as long as it is
     * @param clientHost the client's address, for logs
     * @return what the request is, whatever the bytes are; never an exception
     */
    public DecodeResult decode(ByteBuffer frame, String clientHost) {
        if (frame.remaining() < HEADER_SIZE_MIN) {
            return rejected("a request of " + frame.remaining() + " bytes has no header");
        }
        ByteBuffer bytes = frame.slice();
        short key = bytes.getShort(0);
        short version = bytes.getShort(Short.BYTES);
        Api api = Api.ofKey(key);
        if (api == null || !served.contains(api)) {
            return rejected("API key " + key + " (version " + version + ") is not served");
        }
        ServedVersions versions = ServedVersions.of(api);
        if (!versions.includes(version) && api != Api.API_VERSIONS) {
            return rejected(
                    versions.apiName()
                            + " version "
                            + version
                            + " is not served, "
                            + versions.oldest()
                            + " to "
                            + versions.newest()
                            + " are");
        }
        try {
            return decode(api, version, bytes, clientHost);
        } catch (RuntimeException malformed) {
            return rejected(
                    versions.apiName()
                            + " version "
                            + version
                            + " cannot be read: "
                            + reason(malformed));
        }
    }

    private static DecodeResult decode(Api api, short version, ByteBuffer bytes, String host) {
        ServedVersions versions = ServedVersions.of(api);
        FrameReader from = FrameReader.of(bytes);
        RequestHeaderData header =
                new RequestHeaderData(from, versions.requestHeaderVersion(version));
        int correlationId = header.correlationId();
        if (!versions.includes(version)) {
            return answer(
                    new RequestContext(api, ApiVersionsCodec.FALLBACK_VERSION, correlationId),
                    ApiVersionsCodec.unknownVersion());
        }
        RequestContext context = new RequestContext(api, version, correlationId);
        try {
            Request request = read(api, from, version);
            return new DecodeResult.Decoded(context, client(header.clientId(), host), request);
        } catch (RefusedRequest refused) {
            return answer(context, refused.answer());
        }
    }

    private static Request read(Api api, FrameReader from, short version) {
        return switch (api) {
            case PRODUCE -> ProduceCodec.read(from, version);
            case FETCH -> FetchCodec.read(from, version);
            case LIST_OFFSETS -> ListOffsetsCodec.read(from, version);
            case METADATA -> MetadataCodec.read(from, version);
            case API_VERSIONS -> ApiVersionsCodec.read(from, version);
            case CREATE_TOPICS -> CreateTopicsCodec.read(from, version);
            case DELETE_TOPICS -> DeleteTopicsCodec.read(from, version);
            case DELETE_RECORDS -> DeleteRecordsCodec.read(from, version);
            case DESCRIBE_CONFIGS -> DescribeConfigsCodec.read(from, version);
            case ALTER_CONFIGS -> AlterConfigsCodec.read(from, version);
            case DESCRIBE_LOG_DIRS -> DescribeLogDirsCodec.read(from, version);
            case CREATE_PARTITIONS -> CreatePartitionsCodec.read(from, version);
            case INCREMENTAL_ALTER_CONFIGS -> IncrementalAlterConfigsCodec.read(from, version);
            case DESCRIBE_CLUSTER -> DescribeClusterCodec.read(from, version);
            case FIND_COORDINATOR -> FindCoordinatorCodec.read(from, version);
            case DESCRIBE_TOPIC_PARTITIONS -> DescribeTopicPartitionsCodec.read(from, version);
            case OFFSET_FOR_LEADER_EPOCH -> OffsetForLeaderEpochCodec.read(from, version);
            case ELECT_LEADERS -> ElectLeadersCodec.read(from, version);
            case ALTER_PARTITION_REASSIGNMENTS ->
                    AlterPartitionReassignmentsCodec.read(from, version);
            case LIST_PARTITION_REASSIGNMENTS ->
                    ListPartitionReassignmentsCodec.read(from, version);
            case VOTE -> VoteCodec.read(from, version);
            case BEGIN_QUORUM_EPOCH -> BeginQuorumEpochCodec.read(from, version);
            case END_QUORUM_EPOCH -> EndQuorumEpochCodec.read(from, version);
            case DESCRIBE_QUORUM -> DescribeQuorumCodec.read(from, version);
            case ALTER_PARTITION -> AlterPartitionCodec.read(from, version);
            case FETCH_SNAPSHOT -> FetchSnapshotCodec.read(from, version);
            case BROKER_REGISTRATION -> BrokerRegistrationCodec.read(from, version);
            case BROKER_HEARTBEAT -> BrokerHeartbeatCodec.read(from, version);
            case UNREGISTER_BROKER -> UnregisterBrokerCodec.read(from, version);
            case OFFSET_COMMIT -> OffsetCommitCodec.read(from, version);
            case OFFSET_FETCH -> OffsetFetchCodec.read(from, version);
            case JOIN_GROUP -> JoinGroupCodec.read(from, version);
            case HEARTBEAT -> HeartbeatCodec.read(from, version);
            case LEAVE_GROUP -> LeaveGroupCodec.read(from, version);
            case SYNC_GROUP -> SyncGroupCodec.read(from, version);
            case DESCRIBE_GROUPS -> DescribeGroupsCodec.read(from, version);
            case LIST_GROUPS -> ListGroupsCodec.read(from, version);
            case DELETE_GROUPS -> DeleteGroupsCodec.read(from, version);
            case OFFSET_DELETE -> OffsetDeleteCodec.read(from, version);
            case CONSUMER_GROUP_HEARTBEAT -> ConsumerGroupHeartbeatCodec.read(from, version);
            case CONSUMER_GROUP_DESCRIBE -> ConsumerGroupDescribeCodec.read(from, version);
            case INIT_PRODUCER_ID -> InitProducerIdCodec.read(from, version);
            case ADD_PARTITIONS_TO_TXN -> AddPartitionsToTxnCodec.read(from, version);
            case ADD_OFFSETS_TO_TXN -> AddOffsetsToTxnCodec.read(from, version);
            case END_TXN -> EndTxnCodec.read(from, version);
            case WRITE_TXN_MARKERS -> WriteTxnMarkersCodec.read(from, version);
            case TXN_OFFSET_COMMIT -> TxnOffsetCommitCodec.read(from, version);
            case DESCRIBE_PRODUCERS -> DescribeProducersCodec.read(from, version);
            case DESCRIBE_TRANSACTIONS -> DescribeTransactionsCodec.read(from, version);
            case LIST_TRANSACTIONS -> ListTransactionsCodec.read(from, version);
            case ALLOCATE_PRODUCER_IDS -> AllocateProducerIdsCodec.read(from, version);
            case UPDATE_FEATURES -> UpdateFeaturesCodec.read(from, version);
        };
    }

    private static ClientInfo client(@Nullable String clientId, String host) {
        return new ClientInfo(clientId == null ? "" : clientId, host);
    }

    private static DecodeResult answer(RequestContext context, ApiMessage body) {
        return new DecodeResult.Answer(context, SegmentWriter.frame(context, body));
    }

    private static DecodeResult rejected(String why) {
        return new DecodeResult.Rejected(why);
    }

    private static String reason(RuntimeException malformed) {
        if (malformed instanceof BufferUnderflowException) {
            return "it ends in the middle of a field";
        }
        String message = malformed.getMessage();
        return message == null ? malformed.getClass().getSimpleName() : message;
    }

    /**
     * Writes an answer. Its file slices, if any, go over to the result, which must be sent or
     * released.
     *
     * @param context that of the request
     * @param response the answer to that request; neither {@link Response.NoAnswer} nor {@link
     *     Response.CloseConnection}, which have no bytes
     */
    public EncodedResponse encode(RequestContext context, Response response) {
        return SegmentWriter.frame(context, write(response, context));
    }

    private static ApiMessage write(Response response, RequestContext context) {
        short version = context.version();
        return switch (response) {
            case Produce.Response produce -> ProduceCodec.write(produce, version);
            case Fetch.Response fetch -> FetchCodec.write(fetch, version);
            case ListOffsets.Response offsets -> ListOffsetsCodec.write(offsets, version);
            case Metadata.Response metadata -> MetadataCodec.write(metadata, version);
            case ApiVersions.Response versions -> ApiVersionsCodec.write(versions, version);
            case CreateTopics.Response topics -> CreateTopicsCodec.write(topics);
            case DeleteTopics.Response topics -> DeleteTopicsCodec.write(topics);
            case DeleteRecords.Response records -> DeleteRecordsCodec.write(records);
            case DescribeConfigs.Response configs -> DescribeConfigsCodec.write(configs);
            case AlterConfigs.Response configs -> AlterConfigsCodec.write(configs);
            case DescribeLogDirs.Response dirs -> DescribeLogDirsCodec.write(dirs);
            case CreatePartitions.Response topics -> CreatePartitionsCodec.write(topics);
            case IncrementalAlterConfigs.Response r -> IncrementalAlterConfigsCodec.write(r);
            case DescribeCluster.Response cluster -> DescribeClusterCodec.write(cluster, version);
            case FindCoordinator.Response found -> FindCoordinatorCodec.write(found, version);
            case DescribeTopicPartitions.Response r -> DescribeTopicPartitionsCodec.write(r);
            case Response.NoAnswer none -> throw noBytes(none);
            case Response.CloseConnection close -> throw noBytes(close);
            case OffsetForLeaderEpoch.Response r -> OffsetForLeaderEpochCodec.write(r);
            case ElectLeaders.Response r -> ElectLeadersCodec.write(r, version);
            case AlterPartitionReassignments.Response r ->
                    AlterPartitionReassignmentsCodec.write(r);
            case ListPartitionReassignments.Response r -> ListPartitionReassignmentsCodec.write(r);
            case Vote.Response r -> VoteCodec.write(r, version);
            case BeginQuorumEpoch.Response r -> BeginQuorumEpochCodec.write(r, version);
            case EndQuorumEpoch.Response r -> EndQuorumEpochCodec.write(r, version);
            case DescribeQuorum.Response r -> DescribeQuorumCodec.write(r, version);
            case AlterPartition.Response r -> AlterPartitionCodec.write(r);
            case FetchSnapshot.Response r -> FetchSnapshotCodec.write(r, version);
            case BrokerRegistration.Response r -> BrokerRegistrationCodec.write(r);
            case BrokerHeartbeat.Response r -> BrokerHeartbeatCodec.write(r);
            case UnregisterBroker.Response r -> UnregisterBrokerCodec.write(r);
            case OffsetCommit.Response r -> OffsetCommitCodec.write(r, version);
            case OffsetFetch.Response r -> OffsetFetchCodec.write(r, version);
            case JoinGroup.Response r -> JoinGroupCodec.write(r, version);
            case Heartbeat.Response r -> HeartbeatCodec.write(r);
            case LeaveGroup.Response r -> LeaveGroupCodec.write(r, version);
            case SyncGroup.Response r -> SyncGroupCodec.write(r);
            case DescribeGroups.Response r -> DescribeGroupsCodec.write(r, version);
            case ListGroups.Response r -> ListGroupsCodec.write(r);
            case DeleteGroups.Response r -> DeleteGroupsCodec.write(r);
            case OffsetDelete.Response r -> OffsetDeleteCodec.write(r);
            case ConsumerGroupHeartbeat.Response r -> ConsumerGroupHeartbeatCodec.write(r);
            case ConsumerGroupDescribe.Response r -> ConsumerGroupDescribeCodec.write(r);
            case InitProducerId.Response r -> InitProducerIdCodec.write(r, version);
            case AddPartitionsToTxn.Response r -> AddPartitionsToTxnCodec.write(r, version);
            case AddOffsetsToTxn.Response r -> AddOffsetsToTxnCodec.write(r, version);
            case EndTxn.Response r -> EndTxnCodec.write(r, version);
            case WriteTxnMarkers.Response r -> WriteTxnMarkersCodec.write(r);
            case TxnOffsetCommit.Response r -> TxnOffsetCommitCodec.write(r, version);
            case DescribeProducers.Response r -> DescribeProducersCodec.write(r);
            case DescribeTransactions.Response r -> DescribeTransactionsCodec.write(r);
            case ListTransactions.Response r -> ListTransactionsCodec.write(r);
            case AllocateProducerIds.Response r -> AllocateProducerIdsCodec.write(r);
            case UpdateFeatures.Response r -> UpdateFeaturesCodec.write(r);
        };
    }

    private static IllegalArgumentException noBytes(Response response) {
        return new IllegalArgumentException("no bytes are sent for " + response);
    }
}
