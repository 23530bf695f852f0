package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.ReplicaWorld.ALL;
import static strata.broker.ReplicaWorld.sessionFetch;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.LeaderAndEpoch;

/** Incremental fetches (KIP-227), of consumers and of followers. */
@Tag("layer")
class FetchSessionTest {
    private final ReplicaWorld replicas =
            new ReplicaWorld("max.incremental.fetch.session.cache.slots", "3");
    private final ClusterWorld world = replicas.world;

    @BeforeEach
    void aTopic() {
        replicas.create(ALL);
    }

    private Fetch.Response fetch(int session, int epoch, long offset) {
        return world.ask(Fetch.Response.class, 1, sessionFetch(session, epoch, offset, 0));
    }

    @Test
    void aSessionsFirstAnswerNamesEveryPartitionTheNextOnlyThoseWithNews() {
        int session = fetch(0, 0, 0).sessionId();
        assertThat(session).isPositive();

        Fetch.Response nothing = fetch(session, 1, -1);
        replicas.produce(1, "a");
        Fetch.Response news = fetch(session, 2, -1);

        assertThat(nothing.error()).isEqualTo(ErrorCode.NONE);
        assertThat(nothing.topics()).isEmpty();
        assertThat(replicas.values(news.topics().get(0).partitions().get(0).records()))
                .containsExactly("a");
    }

    @Test
    void whatAReaderDoesNotTakeIsGivenAgain() {
        int session = fetch(0, 0, 0).sessionId();
        replicas.produce(1, "a");
        fetch(session, 1, -1);

        Fetch.Response again = fetch(session, 2, -1);
        Fetch.Response after = fetch(session, 3, 1);

        assertThat(replicas.values(again.topics().get(0).partitions().get(0).records()))
                .containsExactly("a");
        assertThat(after.topics()).isEmpty();
    }

    @Test
    void anUnknownSessionAndAWrongEpochAreRefused() {
        int session = fetch(0, 0, 0).sessionId();

        assertThat(fetch(session + 1, 1, -1).error())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(fetch(session, 2, -1).error()).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        assertThat(fetch(session, 1, -1).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aSessionThatIsClosedIsGone() {
        int session = fetch(0, 0, 0).sessionId();

        Fetch.Response last = fetch(session, -1, 0);

        assertThat(last.sessionId()).isZero();
        assertThat(last.topics()).hasSize(1);
        assertThat(fetch(session, 1, -1).error()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void whereThereIsNoRoomAFetchIsServedWithoutASession() {
        // Two of the three places are the followers'.
        int first = fetch(0, 0, 0).sessionId();

        Fetch.Response second = fetch(0, 0, 0);

        assertThat(first).isPositive();
        assertThat(second.sessionId()).isZero();
        assertThat(second.topics()).hasSize(1);
        assertThat(replicas.partition(1).readers()).hasSize(3);
    }

    @Test
    void aForgottenPartitionIsNotAnsweredFor() {
        int session = fetch(0, 0, 0).sessionId();
        Fetch.Request forgets =
                new Fetch.Request(
                        -1,
                        0,
                        1,
                        1 << 20,
                        IsolationLevel.READ_UNCOMMITTED,
                        session,
                        1,
                        List.of(),
                        -1,
                        List.of(
                                new Fetch.ForgottenTopic(
                                        TopicRef.identified(ReplicaWorld.TOPIC), List.of(0))),
                        "",
                        null);
        world.ask(Fetch.Response.class, 1, forgets);
        replicas.produce(1, "a");

        assertThat(fetch(session, 2, -1).topics()).isEmpty();
    }

    @Test
    void aWaitingReaderIsToldThatAnotherBrokerLeadsNow() {
        int session = fetch(0, 0, 0).sessionId();
        RequestId id = world.send(1, sessionFetch(session, 1, -1, 10_000));
        assertThat(replicas.isAnswered(1, id)).isFalse();

        replicas.elect(2, 1, 2, 3);

        Fetch.Response response = world.answer(Fetch.Response.class, 1, id);
        Fetch.PartitionResult result = response.topics().get(0).partitions().get(0);
        assertThat(result.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(result.currentLeader()).isEqualTo(new LeaderAndEpoch(new NodeId(2), 1));
        assertThat(response.endpoints()).extracting("port").containsExactly(9002);
    }

    @Test
    void aWaitingReaderIsToldThatTheTopicIsGone() {
        int session = fetch(0, 0, 0).sessionId();
        RequestId id = world.send(1, sessionFetch(session, 1, -1, 10_000));

        replicas.commit(new TopicDeleted(ReplicaWorld.TOPIC));
        world.settle();

        assertThat(
                        world.answer(Fetch.Response.class, 1, id)
                                .topics()
                                .get(0)
                                .partitions()
                                .get(0)
                                .error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    private Fetch.Request lastFetch() {
        return (Fetch.Request) Objects.requireNonNull(replicas.lastAsked(2, 1));
    }

    @Test
    void aFollowersFetchNamesOnlyWhatHasChanged() {
        replicas.commit(new PartitionChanged(ReplicaWorld.TOPIC, 1, ALL, ALL, ALL.get(0), 0, 0));
        replicas.commit(new PartitionChanged(ReplicaWorld.TOPIC, 2, ALL, ALL, ALL.get(0), 0, 0));
        world.passes(2_000);

        replicas.produce(1, "a");

        Fetch.Request last = lastFetch();
        assertThat(last.sessionEpoch()).isPositive();
        assertThat(last.topics()).hasSize(1);
        assertThat(last.topics().get(0).partitions()).hasSize(1);
        world.passes(2_000);
        assertThat(lastFetch().topics()).isEmpty();
    }

    @Test
    void aFollowerWithoutNewsIsStillCaughtUpWhenRecordsComeAgain() {
        world.passes(120_000);

        replicas.produce(1, "a");
        world.passes(1_000);

        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
        assertThat(replicas.state().partitionEpoch()).isZero();
    }

    @Test
    void aFollowerWhoseSessionIsLostBeginsAnother() {
        world.kill(1);
        world.restart(1);
        world.passes(2_000);

        RequestId id = replicas.produce(1, "a");

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.NONE);
    }
}
