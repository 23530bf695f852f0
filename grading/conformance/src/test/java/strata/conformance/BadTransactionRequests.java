package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Requests about producers and transactions that are well formed, and ask for what cannot be.
 *
 * @param topic of one partition
 * @param live a transactional id whose producer has nothing open
 */
record BadTransactionRequests(String topic, Live live) {
    /** The producer of a transactional id; one of the epoch before it is fenced. */
    record Live(String transactionalId, long producerId, short epoch) {
        private Live fenced() {
            return new Live(transactionalId, producerId, (short) (epoch - 1));
        }

        private Live other() {
            return new Live(transactionalId, producerId + 1_000_000L, epoch);
        }

        private static Live unknown() {
            return new Live("nobody", 7L, (short) 0);
        }

        private static Live unnamed() {
            return new Live("", 7L, (short) 0);
        }
    }

    private static final String NOBODY = "nobody";

    List<BadInput> all() {
        List<BadInput> cases = new ArrayList<>();
        cases.addAll(coordinators());
        cases.addAll(inits());
        cases.addAll(additions());
        cases.addAll(verifications());
        cases.addAll(offsets());
        cases.addAll(ends());
        cases.addAll(markers());
        cases.addAll(commits());
        cases.addAll(descriptions());
        return cases;
    }

    private static BadInput bad(String name, int version, ApiMessage body) {
        return BadInput.request("transaction: " + name, version, body);
    }

    private static List<BadInput> coordinators() {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKeyType((byte) 1);
        return List.of(
                bad("find: empty id", 3, request.duplicate().setKey("")),
                bad("find: one empty", 6, request.duplicate().setCoordinatorKeys(List.of("", ""))));
    }

    private static InitProducerIdRequestData init(String id, int timeoutMs) {
        return new InitProducerIdRequestData()
                .setTransactionalId(id)
                .setTransactionTimeoutMs(timeoutMs);
    }

    private static InitProducerIdRequestData again(Live producer) {
        return init(producer.transactionalId(), 60_000)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch());
    }

    private List<BadInput> inits() {
        return List.of(
                bad("init: empty id", 5, init("", 60_000)),
                bad("init: timeout 0", 5, init("t", 0)),
                bad("init: timeout -1", 5, init("t", -1)),
                bad("init: timeout above the most", 5, init("t", 900_001)),
                bad("init: id without epoch", 5, init("t", 60_000).setProducerId(7L)),
                bad("init: epoch without id", 5, init("t", 60_000).setProducerEpoch((short) 7)),
                bad("init: fenced, version 3", 3, again(live.fenced())),
                bad("init: fenced, version 4", 4, again(live.fenced())),
                bad("init: another's id", 5, again(live.other())),
                bad("init: epoch to come", 5, again(live).setProducerEpoch((short) 99)));
    }

    private AddPartitionsToTxnTopicCollection topics(String name, Integer... partitions) {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(0)));
        topics.add(new AddPartitionsToTxnTopic().setName(name).setPartitions(List.of(partitions)));
        return topics;
    }

    private AddPartitionsToTxnTopicCollection known() {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(0)));
        return topics;
    }

    private static AddPartitionsToTxnRequestData add(
            Live producer, AddPartitionsToTxnTopicCollection topics) {
        return new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(producer.transactionalId())
                .setV3AndBelowProducerId(producer.producerId())
                .setV3AndBelowProducerEpoch(producer.epoch())
                .setV3AndBelowTopics(topics);
    }

    private List<BadInput> additions() {
        return List.of(
                bad("add: unknown id", 3, add(Live.unknown(), known())),
                bad("add: empty id", 3, add(Live.unnamed(), known())),
                bad("add: another's id", 3, add(live.other(), known())),
                bad("add: fenced, version 1", 1, add(live.fenced(), known())),
                bad("add: fenced, version 2", 2, add(live.fenced(), known())),
                bad("add: unknown topic", 3, add(live, topics("no-such-topic", 0))),
                bad("add: no such partition", 0, add(live, topics("no-such-topic", 7, -1))));
    }

    private static AddPartitionsToTxnRequestData verify(
            Live producer, AddPartitionsToTxnTopicCollection topics) {
        AddPartitionsToTxnRequestData request = new AddPartitionsToTxnRequestData();
        request.transactions()
                .add(
                        new AddPartitionsToTxnTransaction()
                                .setTransactionalId(producer.transactionalId())
                                .setProducerId(producer.producerId())
                                .setProducerEpoch(producer.epoch())
                                .setVerifyOnly(true)
                                .setTopics(topics));
        return request;
    }

    private List<BadInput> verifications() {
        return List.of(
                bad("verify: unknown id", 5, verify(Live.unknown(), known())),
                bad("verify: empty id", 5, verify(Live.unnamed(), known())),
                bad("verify: another's id", 4, verify(live.other(), known())),
                bad("verify: fenced", 5, verify(live.fenced(), known())),
                bad("verify: not added, version 4", 4, verify(live, known())),
                bad("verify: not added, version 5", 5, verify(live, known())),
                bad("verify: unknown topic", 5, verify(live, topics("no-such-topic", 0))));
    }

    private static AddOffsetsToTxnRequestData offsets(Live producer, String group) {
        return new AddOffsetsToTxnRequestData()
                .setTransactionalId(producer.transactionalId())
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setGroupId(group);
    }

    private List<BadInput> offsets() {
        return List.of(
                bad("offsets: unknown id", 4, offsets(Live.unknown(), "g")),
                bad("offsets: empty id", 4, offsets(Live.unnamed(), "g")),
                bad("offsets: another's id", 4, offsets(live.other(), "g")),
                bad("offsets: fenced, version 1", 1, offsets(live.fenced(), "g")),
                bad("offsets: fenced, version 2", 2, offsets(live.fenced(), "g")));
    }

    private static EndTxnRequestData end(Live producer, boolean committed) {
        return new EndTxnRequestData()
                .setTransactionalId(producer.transactionalId())
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setCommitted(committed);
    }

    private List<BadInput> ends() {
        return List.of(
                bad("end: unknown id", 4, end(Live.unknown(), true)),
                bad("end: unknown id, version 5", 5, end(Live.unknown(), true)),
                bad("end: empty id", 4, end(Live.unnamed(), true)),
                bad("end: another's id", 4, end(live.other(), true)),
                bad("end: fenced, version 1", 1, end(live.fenced(), true)),
                bad("end: fenced, version 2", 2, end(live.fenced(), true)),
                bad("end: nothing to commit", 4, end(live, true)),
                bad("end: nothing to abort", 4, end(live, false)),
                bad("end: nothing to commit, version 5", 5, end(live, true)));
    }

    private static WriteTxnMarkersRequestData marker(String topic, Integer... partitions) {
        return new WriteTxnMarkersRequestData()
                .setMarkers(
                        List.of(
                                new WritableTxnMarker()
                                        .setProducerId(7L)
                                        .setTopics(
                                                List.of(
                                                        new WritableTxnMarkerTopic()
                                                                .setName(topic)
                                                                .setPartitionIndexes(
                                                                        List.of(partitions))))));
    }

    private List<BadInput> markers() {
        return List.of(
                bad("marker: none", 1, new WriteTxnMarkersRequestData()),
                bad("marker: unknown topic", 1, marker("no-such-topic", 0)),
                bad("marker: unknown topic, version 2", 2, marker("no-such-topic", 0)),
                bad("marker: no such partition", 2, marker(topic, 7)),
                bad("marker: no partition", 2, marker(topic)));
    }

    private TxnOffsetCommitRequestData commit(Live producer, String group) {
        return new TxnOffsetCommitRequestData()
                .setTransactionalId(producer.transactionalId())
                .setGroupId(group)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setTopics(
                        List.of(
                                new TxnOffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new TxnOffsetCommitRequestPartition()
                                                                .setCommittedOffset(3)))));
    }

    private List<BadInput> commits() {
        return List.of(
                bad("commit: unknown id", 2, commit(Live.unknown(), "g")),
                bad("commit: unknown id, version 4", 4, commit(Live.unknown(), "g")),
                bad("commit: unknown id, version 5", 5, commit(Live.unknown(), "g")),
                bad("commit: empty group", 3, commit(live, "")),
                bad("commit: not added", 3, commit(live, "g")),
                bad("commit: not added, version 4", 4, commit(live, "g")),
                bad("commit: fenced", 4, commit(live.fenced(), "g")),
                bad("commit: fenced, version 5", 5, commit(live.fenced(), "g")),
                bad("commit: no topic", 4, commit(live, "g").setTopics(List.of())));
    }

    private DescribeProducersRequestData producers(String name, int partition) {
        return new DescribeProducersRequestData()
                .setTopics(
                        List.of(
                                new DescribeProducersRequestData.TopicRequest()
                                        .setName(name)
                                        .setPartitionIndexes(List.of(partition))));
    }

    private List<BadInput> descriptions() {
        DescribeTransactionsRequestData describe = new DescribeTransactionsRequestData();
        ListTransactionsRequestData list = new ListTransactionsRequestData();
        return List.of(
                bad("producers: none", 0, new DescribeProducersRequestData()),
                bad("producers: unknown topic", 0, producers("no-such-topic", 0)),
                bad("producers: no such partition", 0, producers(topic, 7)),
                bad("producers: partition -1", 0, producers(topic, -1)),
                bad("producers: invalid name", 0, producers("a/b", 0)),
                bad("describe: none", 0, describe.duplicate()),
                bad("describe: empty id", 0, describe.duplicate().setTransactionalIds(List.of(""))),
                bad(
                        "describe: unknown id",
                        0,
                        describe.duplicate().setTransactionalIds(List.of(NOBODY, NOBODY))),
                bad("list: unknown state", 0, list.duplicate().setStateFilters(List.of("Odd"))),
                bad("list: no such id", 1, list.duplicate().setProducerIdFilters(List.of(-7L))),
                bad("list: bad pattern", 2, list.duplicate().setTransactionalIdPattern("(")),
                bad("list: empty pattern", 2, list.duplicate().setTransactionalIdPattern("")));
    }
}
