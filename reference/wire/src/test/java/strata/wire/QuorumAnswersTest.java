package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterPartitionResponse;
import org.apache.kafka.common.requests.DescribeQuorumResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.VoteResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.Vote;
import strata.wire.DecodeResult.Answer;
import strata.wire.Frames.Versioned;
import strata.wire.PeerCodec.AnswerResult.Answered;

/** The metadata quorum's APIs are about one partition, and the node hears of no other. */
final class QuorumAnswersTest {
    private static AbstractResponse answerTo(ApiKeys key, ApiMessage body, int version) {
        DecodeResult result =
                Frames.decode(Frames.frame(BodyRequest.of(key, body, (short) version)));
        assertThat(result).isInstanceOf(Answer.class);
        return AbstractResponse.parseResponse(
                Frames.bytes(((Answer) result).response()),
                new RequestHeader(key, (short) version, Frames.CLIENT_ID, Frames.CORRELATION_ID));
    }

    @ParameterizedTest
    @CsvSource({"__cluster_metadata, 1", "flights, 0"})
    void aVoteAboutAnotherPartitionIsRefusedAsKafkaDoes(String topic, int partition) {
        VoteRequestData.PartitionData asked =
                new VoteRequestData.PartitionData().setPartitionIndex(partition);
        VoteRequestData data =
                new VoteRequestData()
                        .setTopics(
                                List.of(
                                        new VoteRequestData.TopicData()
                                                .setTopicName(topic)
                                                .setPartitions(List.of(asked))));

        VoteResponse answer = (VoteResponse) answerTo(ApiKeys.VOTE, data, 2);

        assertThat(answer.data().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @Test
    void aVoteAboutNothingIsRefusedAsKafkaDoes() {
        VoteResponse answer = (VoteResponse) answerTo(ApiKeys.VOTE, new VoteRequestData(), 0);

        assertThat(answer.data().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @Test
    void aQuorumThatThereIsNotIsUnknown() {
        DescribeQuorumResponse answer =
                (DescribeQuorumResponse)
                        answerTo(
                                ApiKeys.DESCRIBE_QUORUM,
                                SampleQuorumRequests.describeQuorum("flights", 4),
                                2);

        assertThat(answer.data().topics().get(0).topicName()).isEqualTo("flights");
        assertThat(answer.data().topics().get(0).partitions())
                .extracting(p -> p.partitionIndex(), p -> p.errorCode())
                .containsExactly(tuple(4, Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
    }

    @Test
    void aRecoveryStateThatMeansNothingIsRefused() {
        AlterPartitionRequestData data =
                new AlterPartitionRequestData()
                        .setTopics(
                                List.of(
                                        new AlterPartitionRequestData.TopicData()
                                                .setPartitions(
                                                        List.of(
                                                                new AlterPartitionRequestData
                                                                                .PartitionData()
                                                                        .setLeaderRecoveryState(
                                                                                (byte) 2)))));

        AlterPartitionResponse answer =
                (AlterPartitionResponse) answerTo(ApiKeys.ALTER_PARTITION, data, 3);

        assertThat(answer.data().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    }

    /** Some errors Kafka tells of the request, the others of the partition; a node reads both. */
    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"INCONSISTENT_CLUSTER_ID", "INVALID_REQUEST", "FENCED_LEADER_EPOCH"})
    void anErrorIsReadWhereverItStands(ErrorCode error) {
        RequestContext context = new Versioned(Api.VOTE, (short) 2).context();
        EncodedResponse encoded = Frames.CODEC.encode(context, Vote.Response.failed(error));

        Answered answered = (Answered) new PeerCodec("node").decode(context, Frames.bytes(encoded));

        assertThat(answered.response()).isEqualTo(Vote.Response.failed(error));
    }
}
