package strata.broker.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import strata.broker.BrokerConfig;
import strata.broker.Partition;
import strata.broker.coordinator.Asker;
import strata.broker.coordinator.CoordinatorRuntime;
import strata.broker.coordinator.CoordinatorSpec;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.LogErrors;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.broker.transaction.PartitionVerifier;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.transactions.TransactionsLayer;

/**
 * Brings requests that are about groups to the groups' coordinators, and their answers back.
 *
 * <p>A group belongs to the partition of {@code __consumer_offsets} that the hash of its id says.
 * What is asked of several groups is asked of each coordinator that has some of them, and answered
 * as one.
 */
public final class GroupCoordination {
    /** It is time to look for offsets that have expired. */
    record ExpiryTimer() implements Timer {}

    private final NodeContext context;
    private final MetadataImage image;
    private final GroupConfig config;
    private final InternalTopic topic;
    private final CoordinatorRuntime<GroupCommand, GroupRecord> runtime;
    // Null where layer 5 is absent.
    private final @Nullable TransactionalCommits commits;
    private final DeletedTopics deletedTopics = new DeletedTopics();

    /**
     * What it stands on.
     *
     * @param patterns by which members may subscribe to topics
     * @param transactions null where layer 5 is absent
     */
    public record Ground(
            GroupsLayer layer,
            TopicPatterns patterns,
            CoordinatorSpec.RecordStorage storage,
            @Nullable Transactions transactions) {}

    /**
     * What offsets that are part of a transaction stand on.
     *
     * @param verifier asks whether a transaction has a partition of {@code __consumer_offsets}
     */
    public record Transactions(TransactionsLayer layer, PartitionVerifier verifier) {}

    /**
     * @param image what is committed
     */
    public GroupCoordination(
            NodeContext context, BrokerConfig config, Ground ground, MetadataImage image) {
        this.context = context;
        this.image = image;
        this.config = new GroupConfig(config);
        topic = InternalTopic.offsets(config);
        GroupsSpec spec =
                new GroupsSpec(
                        this.config.settings(),
                        new ImageTopics(image),
                        ground.patterns(),
                        context.random().fork("group members"),
                        context.trace());
        runtime =
                new CoordinatorRuntime<>(
                        context,
                        new CoordinatorSpec<>(
                                InternalTopic.OFFSETS,
                                (partition, leaderEpoch) -> newCoordinator(ground, spec),
                                new GroupRecords(),
                                ground.storage(),
                                LogErrors::told,
                                this.config.writeTimeoutMs()));
        Transactions transactions = ground.transactions();
        commits =
                transactions == null
                        ? null
                        : new TransactionalCommits(runtime, transactions.verifier());
    }

    private static GroupCoordinator newCoordinator(Ground ground, GroupsSpec spec) {
        Transactions transactions = ground.transactions();
        return ground.layer()
                .newCoordinator(
                        transactions == null
                                ? spec
                                : spec.with(transactions.layer().newPendingOffsets()));
    }

    /** Coordinators may begin from now on. */
    public void start() {
        context.setTimer(new ExpiryTimer(), config.expiryIntervalMs());
    }

    /** A partition has another role, or leads in another epoch. */
    public void changed(Partition partition) {
        runtime.changed(partition);
    }

    /** A fact is in the image. */
    public void committed(MetadataRecord fact) {
        deletedTopics.committed(fact);
    }

    /** The image is another one altogether. */
    public void replaced() {
        deletedTopics.replaced(image);
    }

    /** The image is as good as it gets for now. */
    public void caughtUp() {
        List<String> deleted = deletedTopics.take();
        if (!deleted.isEmpty()) {
            runtime.tellAll(new GroupCommand.TopicsDeleted(deleted));
        }
    }

    public void clientDisconnected(long connectionId) {
        runtime.disconnected(connectionId);
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        if (!(timer instanceof ExpiryTimer)) {
            return runtime.timerFired(timer);
        }
        runtime.tellAll(new GroupCommand.Expire(context.clock().wallMs()));
        context.setTimer(new ExpiryTimer(), config.expiryIntervalMs());
        return true;
    }

    /** The topic that the groups are in. */
    public InternalTopic topic() {
        return topic;
    }

    /** Answers a request, now or later; false for one that is not about groups. */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        switch (request) {
            case JoinGroup.Request r -> askNamed(id, client, r, r.groupId());
            case SyncGroup.Request r -> askNamed(id, client, r, r.groupId());
            case Heartbeat.Request r -> askNamed(id, client, r, r.groupId());
            case LeaveGroup.Request r -> askNamed(id, client, r, r.groupId());
            case OffsetDelete.Request r -> askNamed(id, client, r, r.groupId());
            // As in Kafka, offsets may be of the group without a name.
            case OffsetCommit.Request r -> ask(id, client, r, partitionOf(r.groupId()));
            case TxnOffsetCommit.Request r when commits != null ->
                    commitInTransaction(id, client, r, commits);
            case ConsumerGroupHeartbeat.Request r -> {
                if (isServed(id, r)) {
                    ask(id, client, r, partitionOf(r.groupId()));
                }
            }
            case ListGroups.Request r -> list(id, client, r);
            default -> {
                ManyGroups<?> many = ManyGroups.of(request);
                if (many == null) {
                    return false;
                }
                if (isServed(id, request)) {
                    askMany(id, client, many);
                }
            }
        }
        return true;
    }

    /** Refuses the consumer protocol's requests where it is switched off. */
    private boolean isServed(RequestId id, Request request) {
        boolean ofConsumer =
                request instanceof ConsumerGroupHeartbeat.Request
                        || request instanceof ConsumerGroupDescribe.Request;
        if (!ofConsumer || config.hasConsumerProtocol()) {
            return true;
        }
        context.reply(id, GroupRefusals.of(request, ErrorCode.UNSUPPORTED_VERSION));
        return false;
    }

    private int partitionOf(String groupId) {
        return topic.partitionOf(groupId, image);
    }

    private void askNamed(RequestId id, ClientInfo client, Request request, String groupId) {
        if (groupId.isEmpty()) {
            context.reply(id, GroupRefusals.of(request, ErrorCode.INVALID_GROUP_ID));
        } else {
            ask(id, client, request, partitionOf(groupId));
        }
    }

    private void ask(RequestId id, ClientInfo client, Request request, int partition) {
        ask(id, client, request, partition, response -> context.reply(id, response));
    }

    // Kafka's tools are used to a slash before a member's address.
    private static ClientInfo asStored(ClientInfo client) {
        return new ClientInfo(client.clientId(), "/" + client.host(), client.listener());
    }

    private void ask(
            RequestId id,
            ClientInfo client,
            Request request,
            int partition,
            Consumer<Response> then) {
        runtime.ask(partition, command(client, request), asker(id, request, then));
    }

    private LongFunction<GroupCommand> command(ClientInfo client, Request request) {
        long wallMs = context.clock().wallMs();
        return waiter -> new GroupCommand.Asked(waiter, asStored(client), request, wallMs);
    }

    private static Asker asker(RequestId id, Request request, Consumer<Response> then) {
        return new Asker() {
            @Override
            public long connectionId() {
                return id.connectionId();
            }

            @Override
            public void answered(Response response) {
                then.accept(response);
            }

            @Override
            public void failed(ErrorCode error) {
                then.accept(GroupRefusals.of(request, error));
            }
        };
    }

    private void commitInTransaction(
            RequestId id,
            ClientInfo client,
            TxnOffsetCommit.Request request,
            TransactionalCommits transactional) {
        if (isOfNothing(request)) {
            // As in Kafka nobody is asked about the transaction then.
            context.reply(
                    id, TxnOffsetCommit.failed(request, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
            return;
        }
        Asker asker = asker(id, request, response -> context.reply(id, response));
        if (request.groupId().isEmpty()) {
            asker.failed(ErrorCode.INVALID_GROUP_ID);
            return;
        }
        int partition = partitionOf(request.groupId());
        transactional.begin(
                partition,
                request.transaction(),
                write -> runtime.ask(partition, command(client, request), write, asker),
                asker::failed);
    }

    /** Whether it names partitions, and none of them is there. */
    private boolean isOfNothing(TxnOffsetCommit.Request request) {
        boolean named = false;
        for (OffsetCommit.Topic each : request.topics()) {
            TopicState known =
                    each.topic() instanceof TopicRef.Named name ? image.topic(name.name()) : null;
            for (OffsetCommit.Partition partition : each.partitions()) {
                named = true;
                if (known != null
                        && partition.partition() >= 0
                        && partition.partition() < known.partitions().size()) {
                    return false;
                }
            }
        }
        return named;
    }

    private <T> void askMany(RequestId id, ClientInfo client, ManyGroups<T> many) {
        Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        List<T> results = new ArrayList<>();
        for (int i = 0; i < many.groupIds().size(); i++) {
            T refusal = many.refusal().of(many.groupIds().get(i));
            results.add(refusal);
            if (refusal == null) {
                byPartition
                        .computeIfAbsent(
                                partitionOf(many.groupIds().get(i)), any -> new ArrayList<>())
                        .add(i);
            }
        }
        int[] missing = {byPartition.size()};
        Runnable answered =
                () -> {
                    if (missing[0] == 0) {
                        context.reply(id, many.answer().apply(results));
                    }
                };
        if (byPartition.isEmpty()) {
            answered.run();
        }
        byPartition.forEach(
                (partition, indexes) ->
                        ask(
                                id,
                                client,
                                many.part().apply(indexes),
                                partition,
                                response -> {
                                    put(many.results().apply(response), indexes, results);
                                    missing[0]--;
                                    answered.run();
                                }));
    }

    private static <T> void put(List<T> some, List<Integer> indexes, List<T> results) {
        Check.that(some.size() == indexes.size(), "%s answers to %s", some.size(), indexes.size());
        for (int i = 0; i < indexes.size(); i++) {
            results.set(indexes.get(i), some.get(i));
        }
    }

    /** Those of all coordinators here; a single one that is still being loaded hides them all. */
    private void list(RequestId id, ClientInfo client, ListGroups.Request request) {
        List<Integer> partitions = runtime.partitions();
        List<ListGroups.Group> groups = new ArrayList<>();
        ErrorCode[] error = {ErrorCode.NONE};
        int[] missing = {partitions.size()};
        Runnable answered =
                () -> {
                    if (missing[0] == 0) {
                        context.reply(
                                id,
                                new ListGroups.Response(
                                        error[0], error[0] == ErrorCode.NONE ? groups : List.of()));
                    }
                };
        if (partitions.isEmpty()) {
            answered.run();
        }
        for (int partition : partitions) {
            ask(
                    id,
                    client,
                    request,
                    partition,
                    response -> {
                        ListGroups.Response listed = (ListGroups.Response) response;
                        groups.addAll(listed.groups());
                        if (listed.error() != ErrorCode.NONE
                                && listed.error() != ErrorCode.NOT_COORDINATOR) {
                            error[0] = listed.error();
                        }
                        missing[0]--;
                        answered.run();
                    });
        }
    }
}
