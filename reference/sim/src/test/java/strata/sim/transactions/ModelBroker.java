package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.RecordFormat;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.Fetch;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.HeapSlice;

/**
 * One node that serves idempotent and transactional clients out of memory, rightly or with one
 * mistake: what clients and their claims are tried against without any layer.
 */
final class ModelBroker implements Node {
    private static final NodeId SELF = new NodeId(1);
    // Of so many answers one is lost, and its connection with it.
    private static final int LOSES_EVERY = 41;

    private final Map<TopicPartition, ModelLog> logs = new LinkedHashMap<>();
    private final Map<String, TopicId> topics = new LinkedHashMap<>();
    private final ModelCoordinator coordinator;
    private final ModelMistake mistake;
    private @Nullable NodeContext context;
    private long answers;

    ModelBroker(List<TopicPartition> partitions, RecordFormat format, ModelMistake mistake) {
        this.mistake = mistake;
        for (TopicPartition partition : partitions) {
            topics.computeIfAbsent(partition.topic(), t -> new TopicId(1, topics.size() + 1));
            logs.put(partition, new ModelLog(format, mistake));
        }
        this.coordinator = new ModelCoordinator(logs, mistake);
    }

    @Override
    public void start(NodeContext given) {
        context = given;
    }

    @Override
    public void handle(Event event) {
        if (event instanceof Event.RequestArrived arrived) {
            Response answer = answer(arrived.request());
            boolean isLost = ++answers % LOSES_EVERY == 0;
            if (isLost && answer instanceof Fetch.Response fetched) {
                fetched.topics().get(0).partitions().forEach(ModelBroker::release);
            }
            Objects.requireNonNull(context)
                    .reply(
                            arrived.id(),
                            isLost ? new Response.CloseConnection("it is executed") : answer);
        }
    }

    private static void release(Fetch.PartitionResult result) {
        if (result.records() != null) {
            result.records().release();
        }
    }

    private Response answer(Request request) {
        return switch (request) {
            case Metadata.Request metadata -> metadata();
            case FindCoordinator.Request find ->
                    new FindCoordinator.Response(
                            find.keys().stream()
                                    .map(
                                            key ->
                                                    new FindCoordinator.Coordinator(
                                                            key,
                                                            ErrorCode.NONE,
                                                            null,
                                                            SELF.number(),
                                                            "one",
                                                            1))
                                    .toList());
            case Produce.Request produce -> produce(produce);
            case Fetch.Request fetch -> fetch(fetch);
            case DescribeProducers.Request describe -> describe(describe);
            case ListTransactions.Request list ->
                    new ListTransactions.Response(ErrorCode.NONE, List.of(), List.of());
            default -> coordinator.answer(request);
        };
    }

    private Metadata.Response metadata() {
        List<Metadata.TopicDescription> described = new ArrayList<>();
        topics.forEach(
                (name, id) -> {
                    List<Metadata.PartitionDescription> partitions = new ArrayList<>();
                    for (TopicPartition each : logs.keySet()) {
                        if (each.topic().equals(name)) {
                            partitions.add(
                                    new Metadata.PartitionDescription(
                                            ErrorCode.NONE,
                                            each.partition(),
                                            SELF,
                                            0,
                                            List.of(SELF),
                                            List.of(SELF),
                                            List.of()));
                        }
                    }
                    described.add(
                            new Metadata.TopicDescription(
                                    ErrorCode.NONE, name, id, false, partitions));
                });
        return new Metadata.Response(
                List.of(new Metadata.Broker(SELF, "one", 1, null)), "cluster", SELF, described);
    }

    private Response produce(Produce.Request request) {
        Produce.TopicData topic = request.topics().get(0);
        Produce.PartitionData data = topic.partitions().get(0);
        TopicPartition partition = partition(topic.topic(), data.partition());
        ByteBuffer bytes = Objects.requireNonNull(data.batches());
        ErrorCode refusal = coordinator.joins(request, partition, bytes);
        ModelLog.Answer answer =
                refusal == ErrorCode.NONE
                        ? Objects.requireNonNull(logs.get(partition)).append(bytes)
                        : new ModelLog.Answer(refusal, -1);
        Produce.PartitionResult result =
                answer.error() == ErrorCode.NONE
                        ? new Produce.PartitionResult(
                                data.partition(), ErrorCode.NONE, answer.offset(), -1L, 0L, null)
                        : Produce.PartitionResult.failed(data.partition(), answer.error(), null);
        return new Produce.Response(
                List.of(new Produce.TopicResult(topic.topic(), List.of(result))));
    }

    private Response fetch(Fetch.Request request) {
        Fetch.TopicFetch topic = request.topics().get(0);
        Fetch.PartitionFetch wanted = topic.partitions().get(0);
        ModelLog log =
                Objects.requireNonNull(logs.get(partition(topic.topic(), wanted.partition())));
        boolean committed = request.isolation() == IsolationLevel.READ_COMMITTED;
        long stable = log.lastStableOffset();
        byte[] found = log.read(wanted.fetchOffset(), committed ? stable : log.end());
        Fetch.PartitionResult result =
                new Fetch.PartitionResult(
                        wanted.partition(),
                        ErrorCode.NONE,
                        log.end(),
                        mistake == ModelMistake.STABLE_BEYOND ? log.end() + 1 : stable,
                        0L,
                        committed ? log.abortedFrom(wanted.fetchOffset()) : null,
                        found.length == 0 ? null : new HeapSlice(found));
        return new Fetch.Response(
                ErrorCode.NONE, 0, List.of(new Fetch.TopicResult(topic.topic(), List.of(result))));
    }

    private Response describe(DescribeProducers.Request request) {
        List<DescribeProducers.PartitionResult> results = new ArrayList<>();
        Set<TopicPartition> asked = new LinkedHashSet<>(request.partitions());
        for (TopicPartition each : asked) {
            results.add(
                    new DescribeProducers.PartitionResult(
                            each,
                            ErrorCode.NONE,
                            null,
                            Objects.requireNonNull(logs.get(each)).producers()));
        }
        return new DescribeProducers.Response(results);
    }

    private static TopicPartition partition(TopicRef topic, int number) {
        return new TopicPartition(((TopicRef.Named) topic).name(), number);
    }
}
