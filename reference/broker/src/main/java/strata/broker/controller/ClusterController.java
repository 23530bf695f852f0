package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.broker.BrokerConfig;
import strata.broker.ClusterFeatures;
import strata.broker.controller.ControllerAnswer.Answered;
import strata.broker.controller.ControllerAnswer.Done;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Coordinator;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.CreateTopics.NewTopic;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.Response;

/**
 * The cluster's controller: decides which brokers serve, which topics there are, where their
 * partitions live and who leads them. Its state is the {@link MetadataImage} of all that it has
 * decided. It has no clock: what time brings about are commands.
 */
final class ClusterController
        implements Coordinator<ControllerCommand, MetadataRecord, ControllerAnswer> {
    private final MetadataImage image;
    private final BrokerConfig config;
    private final TopicPlanner planner;
    private final PartitionPlanner growth;
    private final ConfigPlanner configs;
    private final PartitionPlans partitions;
    private final BrokerPlanner brokers;
    private final IsrPlanner isrs;
    private final ElectionPlanner elections;
    private final ReassignmentPlanner reassignments;
    private final ProducerIdPlanner producerIds;
    private final FeaturePlanner features;

    ClusterController(
            MetadataImage image,
            BrokerConfig config,
            ControllerRuntime.Rules rules,
            TopicPlanner.Chance chance) {
        this.image = image;
        this.config = config;
        this.partitions = new PartitionPlans(image, config, rules.elections());
        this.planner = new TopicPlanner(image, config, chance);
        this.growth = new PartitionPlanner(image, chance.placement());
        this.configs = new ConfigPlanner(image, config, partitions);
        this.brokers =
                new BrokerPlanner(
                        image, partitions, rules.fencing(), config.identity().clusterId());
        this.isrs = new IsrPlanner(image, partitions, rules.fencing());
        this.elections = new ElectionPlanner(image, partitions);
        this.reassignments = new ReassignmentPlanner(image, partitions);
        this.producerIds = new ProducerIdPlanner(image, rules.nextBlock());
        this.features =
                new FeaturePlanner(
                        image,
                        config.identity().id(),
                        ClusterFeatures.supported(rules.nextBlock() != null));
    }

    @Override
    public Decision<MetadataRecord, ControllerAnswer> decide(
            ControllerCommand command, long nowMs) {
        return switch (command) {
            case ControllerCommand.Create create -> create(create.request());
            case ControllerCommand.Delete delete -> delete(delete.request());
            case ControllerCommand.Grow grow -> grow(grow.request());
            case ControllerCommand.Change change -> change(change.request());
            case ControllerCommand.Replace replace -> replace(replace.request());
            case ControllerCommand.Elect elect -> {
                ElectionPlanner.Plan plan = elections.plan(elect.request());
                yield answer(plan.facts(), plan.response());
            }
            case ControllerCommand.Reassign reassign -> {
                ReassignmentPlanner.Plan plan = reassignments.plan(reassign.request());
                yield answer(plan.facts(), plan.response());
            }
            case ControllerCommand.ListReassignments list ->
                    answer(List.of(), reassignments.list(list.request()));
            case ControllerCommand.Unregister unregister ->
                    brokers.unregister(unregister.request());
            case ControllerCommand.ChangeFeatures change -> {
                FeaturePlanner.Plan plan = features.plan(change.request());
                yield answer(plan.facts(), plan.response());
            }
            case ControllerCommand.AllocateIds allocate -> {
                ProducerIdPlanner.Plan plan = producerIds.plan(allocate.request());
                yield answer(plan.facts(), plan.response());
            }
            case ControllerCommand.Register register -> brokers.register(register);
            case ControllerCommand.Beat beat -> brokers.beat(beat.request());
            case ControllerCommand.AlterIsr alter -> {
                IsrPlanner.Plan plan = isrs.plan(alter.request());
                yield answer(plan.facts(), plan.response());
            }
            case ControllerCommand.Fence fence -> brokers.fence(fence);
            case ControllerCommand.TakeOver takeOver -> takeOver(takeOver.clusterId());
            case ControllerCommand.Balance balance ->
                    new Decision<>(elections.balance(balance.atMost()), new Done());
            case ControllerCommand.RegisterAlone alone -> brokers.registerAlone(alone);
        };
    }

    @Override
    public void apply(long offset, MetadataRecord event) {
        image.apply(offset, event);
    }

    private Decision<MetadataRecord, ControllerAnswer> takeOver(String clusterId) {
        List<MetadataRecord> facts = new ArrayList<>();
        if (image.clusterId() == null) {
            facts.add(new ClusterCreated(clusterId));
        }
        facts.addAll(features.unset());
        facts.addAll(partitions.leaderless());
        return new Decision<>(facts, new Done());
    }

    private Decision<MetadataRecord, ControllerAnswer> create(CreateTopics.Request request) {
        Map<String, Integer> mentions = new LinkedHashMap<>();
        request.topics().forEach(topic -> mentions.merge(topic.name(), 1, Integer::sum));
        TopicPlanner.Plan plan = planner.newPlan();
        List<CreateTopics.TopicResult> results = new ArrayList<>();
        for (NewTopic topic : request.topics()) {
            Integer count = mentions.remove(topic.name());
            if (count == null) {
                // Kafka answers once for a name that is given twice.
                continue;
            }
            results.add(
                    count > 1
                            ? CreateTopics.TopicResult.failed(
                                    topic.name(),
                                    ErrorCode.INVALID_REQUEST,
                                    "Duplicate topic name.")
                            : plan.add(topic));
        }
        if (request.validateOnly()) {
            return answer(List.of(), new CreateTopics.Response(withoutIds(results)));
        }
        return answer(plan.facts(), new CreateTopics.Response(results));
    }

    private static List<CreateTopics.TopicResult> withoutIds(
            List<CreateTopics.TopicResult> results) {
        List<CreateTopics.TopicResult> without = new ArrayList<>();
        for (CreateTopics.TopicResult r : results) {
            without.add(
                    new CreateTopics.TopicResult(
                            r.name(),
                            TopicId.ZERO,
                            r.error(),
                            r.errorMessage(),
                            r.partitionCount(),
                            r.replicationFactor(),
                            r.configs()));
        }
        return without;
    }

    private Decision<MetadataRecord, ControllerAnswer> delete(DeleteTopics.Request request) {
        List<MetadataRecord> facts = new ArrayList<>();
        List<DeleteTopics.TopicResult> results = new ArrayList<>();
        Map<TopicId, TopicState> doomed = new LinkedHashMap<>();
        for (TopicRef ref : request.topics()) {
            TopicState topic = image.topic(ref);
            ErrorCode error = deletionError(ref, topic);
            if (error == ErrorCode.NONE) {
                TopicState found = Objects.requireNonNull(topic);
                if (doomed.putIfAbsent(found.id(), found) == null) {
                    facts.add(new TopicDeleted(found.id()));
                    results.add(result(ref, found, ErrorCode.NONE));
                } else {
                    results.add(result(ref, found, ErrorCode.INVALID_REQUEST));
                }
            } else {
                results.add(result(ref, topic, error));
            }
        }
        return answer(facts, new DeleteTopics.Response(results));
    }

    private ErrorCode deletionError(TopicRef ref, @Nullable TopicState topic) {
        if (!config.deleteTopics()) {
            return ErrorCode.TOPIC_DELETION_DISABLED;
        }
        if (topic != null) {
            return ErrorCode.NONE;
        }
        return ref instanceof TopicRef.Identified
                ? ErrorCode.UNKNOWN_TOPIC_ID
                : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static DeleteTopics.TopicResult result(
            TopicRef ref, @Nullable TopicState topic, ErrorCode error) {
        String name = topic != null ? topic.name() : null;
        TopicId id = topic != null ? topic.id() : TopicId.ZERO;
        switch (ref) {
            case TopicRef.Named named -> name = named.name();
            case TopicRef.Identified identified -> id = identified.id();
        }
        return new DeleteTopics.TopicResult(name, id, error, null);
    }

    private Decision<MetadataRecord, ControllerAnswer> grow(CreatePartitions.Request request) {
        PartitionPlanner.Plan plan = growth.plan(request);
        return answer(
                request.validateOnly() ? List.of() : plan.facts(),
                new CreatePartitions.Response(plan.results()));
    }

    private Decision<MetadataRecord, ControllerAnswer> change(
            IncrementalAlterConfigs.Request request) {
        ConfigPlanner.Plan plan = configs.plan(request);
        return answer(
                request.validateOnly() ? List.of() : plan.facts(),
                new IncrementalAlterConfigs.Response(plan.results()));
    }

    private Decision<MetadataRecord, ControllerAnswer> replace(AlterConfigs.Request request) {
        ConfigPlanner.Plan plan = configs.plan(request);
        return answer(
                request.validateOnly() ? List.of() : plan.facts(),
                new AlterConfigs.Response(plan.results()));
    }

    private static Decision<MetadataRecord, ControllerAnswer> answer(
            List<MetadataRecord> facts, Response response) {
        return new Decision<>(facts, new Answered(response));
    }
}
