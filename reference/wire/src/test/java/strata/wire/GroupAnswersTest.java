package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.apache.kafka.common.requests.SyncGroupRequest;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.Api;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.SyncGroup;
import strata.wire.DecodeResult.Answer;
import strata.wire.DecodeResult.Decoded;
import strata.wire.Frames.Versioned;

/** What is peculiar to some versions of groups' APIs. */
final class GroupAnswersTest {
    @Test
    void aMemberOfVersion5ThatDoesNotSayItsProtocolIsRefusedAsKafkaDoes() {
        SyncGroupRequestData data =
                new SyncGroupRequestData()
                        .setGroupId("a-group")
                        .setMemberId("m-1")
                        .setProtocolType("consumer")
                        .setProtocolName(null);

        Answer answer = (Answer) Frames.decode(Frames.frame(new SyncGroupRequest(data, (short) 5)));

        SyncGroupResponse response =
                (SyncGroupResponse)
                        AbstractResponse.parseResponse(
                                Frames.bytes(answer.response()),
                                new Versioned(Api.SYNC_GROUP, (short) 5).header());
        assertThat(response.error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(Frames.decode(Frames.frame(new SyncGroupRequest(data, (short) 4))))
                .isInstanceOf(Decoded.class);
    }

    @Test
    void whatMembersSayOutlivesTheFrame() {
        ByteBuffer join = Frames.frame(SampleRequests.of(Api.JOIN_GROUP, (short) 9).kafka());
        ByteBuffer sync = Frames.frame(SampleRequests.of(Api.SYNC_GROUP, (short) 5).kafka());
        JoinGroup.Request joined = (JoinGroup.Request) ((Decoded) Frames.decode(join)).request();
        SyncGroup.Request synced = (SyncGroup.Request) ((Decoded) Frames.decode(sync)).request();

        wipe(join);
        wipe(sync);

        assertThat(joined).isEqualTo(SampleRequests.of(Api.JOIN_GROUP, (short) 9).kernel());
        assertThat(synced).isEqualTo(SampleRequests.of(Api.SYNC_GROUP, (short) 5).kernel());
    }

    private static void wipe(ByteBuffer frame) {
        for (int i = 0; i < frame.limit(); i++) {
            frame.put(i, (byte) 0x55);
        }
    }

    @ParameterizedTest
    @ValueSource(shorts = {1, 2, 5, 7, 8, 10})
    void aGroupsErrorIsToldWhereTheVersionHasAPlaceForIt(short version) {
        OffsetFetch.Group asked =
                new OffsetFetch.Group(
                        "a-group",
                        null,
                        -1,
                        List.of(new OffsetFetch.Topic(TopicRef.named("flights"), List.of(0, 3))));
        OffsetFetch.Response failed =
                new OffsetFetch.Response(
                        List.of(
                                OffsetFetch.GroupResult.failed(
                                        asked, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)));

        OffsetFetchResponseData told = fetched(version, failed);

        short error = Errors.COORDINATOR_LOAD_IN_PROGRESS.code();
        if (version == 1) {
            assertThat(told.topics()).hasSize(1);
            assertThat(told.topics().get(0).partitions())
                    .hasSize(2)
                    .allMatch(p -> p.errorCode() == error && p.committedOffset() == -1);
        } else {
            assertThat(told.topics()).isEmpty();
            assertThat(version < 8 ? told.errorCode() : told.groups().get(0).errorCode())
                    .isEqualTo(error);
            assertThat(told.groups()).allMatch(group -> group.topics().isEmpty());
        }
    }

    @Test
    void aTopicThatIsNotKnownByItsIdIsAnsweredByIt() {
        OffsetFetch.TopicResult unknown =
                new OffsetFetch.TopicResult(
                        "",
                        SampleRequests.WEATHER_ID,
                        List.of(OffsetFetch.PartitionResult.none(1, ErrorCode.UNKNOWN_TOPIC_ID)));

        OffsetFetchResponseData told =
                fetched(
                        (short) 10,
                        new OffsetFetch.Response(
                                List.of(
                                        new OffsetFetch.GroupResult(
                                                "a-group", ErrorCode.NONE, List.of(unknown)))));

        assertThat(told.groups().get(0).topics().get(0).topicId())
                .isEqualTo(SampleRequests.WEATHER_UUID);
    }

    @Test
    void anOffsetOfATopicThatIsGoneIsToldByNameOnly() {
        OffsetFetch.TopicResult gone =
                new OffsetFetch.TopicResult(
                        "weather",
                        TopicId.ZERO,
                        List.of(new OffsetFetch.PartitionResult(1, 7L, -1, "", ErrorCode.NONE)));
        OffsetFetch.Response response =
                new OffsetFetch.Response(
                        List.of(
                                new OffsetFetch.GroupResult(
                                        "a-group", ErrorCode.NONE, List.of(gone))));

        OffsetFetchResponseData byName = fetched((short) 9, response);
        OffsetFetchResponseData byId = fetched((short) 10, response);

        assertThat(byName.groups().get(0).topics().get(0).name()).isEqualTo("weather");
        assertThat(byId.groups().get(0).topics()).isEmpty();
    }

    private static OffsetFetchResponseData fetched(short version, OffsetFetch.Response response) {
        Versioned at = new Versioned(Api.OFFSET_FETCH, version);
        ByteBuffer bytes = Frames.bytes(Frames.CODEC.encode(at.context(), response));
        return ((OffsetFetchResponse) AbstractResponse.parseResponse(bytes, at.header())).data();
    }
}
