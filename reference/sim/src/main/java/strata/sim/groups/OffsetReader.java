package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.cluster.ClusterClient;

/** Reads a group's committed offsets without being a member of it. */
final class OffsetReader {
    private final String groupId;
    private final ClusterClient client;
    private final CoordinatorLink coordinator;
    private final Ledger ledger;
    private final Life life;
    private boolean reading;

    OffsetReader(ClusterClient client, CoordinatorLink coordinator, Ledger ledger) {
        this.groupId = coordinator.groupId();
        this.client = client;
        this.coordinator = coordinator;
        this.ledger = ledger;
        this.life = new Life(client);
    }

    ClusterClient client() {
        return client;
    }

    /** Reads once, unless it is reading; whatever comes of it. */
    void read(List<TopicPartition> partitions, Runnable then) {
        if (!reading && !partitions.isEmpty()) {
            reading = true;
            ask(partitions, false, then);
        }
    }

    /** Reads until it is answered: all that was processed must be committed. */
    void readAtLast(List<TopicPartition> partitions, Runnable then) {
        if (reading) {
            life.backOff(() -> readAtLast(partitions, then));
            return;
        }
        reading = true;
        ask(partitions, true, then);
    }

    private void ask(List<TopicPartition> partitions, boolean atLast, Runnable then) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                    .add(partition.partition());
        }
        List<OffsetFetch.Topic> topics = new ArrayList<>();
        byTopic.forEach(
                (name, all) -> topics.add(new OffsetFetch.Topic(TopicRef.named(name), all)));
        OffsetFetch.Group group = new OffsetFetch.Group(groupId, null, -1, topics);
        coordinator.ask(
                life,
                new OffsetFetch.Request(List.of(group), true),
                new CoordinatorLink.Outcome() {
                    @Override
                    public void answered(Response response, NodeId by, long sentUs) {
                        OffsetFetch.GroupResult result =
                                ((OffsetFetch.Response) response).groups().get(0);
                        boolean proves = ledger.leadership().isCoordinator(by, groupId);
                        if (result.error() == ErrorCode.NONE && proves) {
                            take(result, sentUs, atLast);
                            reading = false;
                            then.run();
                        } else if (result.error() == ErrorCode.NONE
                                || coordinator.isTheCoordinators(result.error())) {
                            failed();
                        } else {
                            throw client.world()
                                    .breach(
                                            Breach.of(
                                                    "wrong-answer",
                                                    "A good request is served, or refused for a"
                                                            + " known reason",
                                                    "OffsetFetch of "
                                                            + groupId
                                                            + ": "
                                                            + result.error(),
                                                    groupId));
                        }
                    }

                    @Override
                    public void lost(String why) {
                        failed();
                    }

                    private void failed() {
                        if (atLast) {
                            life.backOff(() -> ask(partitions, true, then));
                        } else {
                            reading = false;
                        }
                    }
                });
    }

    private void take(OffsetFetch.GroupResult result, long sentUs, boolean atLast) {
        for (OffsetFetch.TopicResult topic : result.topics()) {
            for (OffsetFetch.PartitionResult each : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), each.partition());
                if (each.error() != ErrorCode.NONE) {
                    continue;
                }
                ledger.commits().read(groupId, partition, each.offset(), sentUs);
                long end = ledger.progress().end(groupId, partition);
                if (atLast && Math.max(0, each.offset()) != end) {
                    throw client.world()
                            .breach(
                                    Breach.of(
                                            "commit-lost",
                                            "A committed offset stays until another one is"
                                                    + " committed",
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s/%s: read %d when all is over; its members"
                                                            + " have processed and committed up to"
                                                            + " %d",
                                                    groupId,
                                                    partition,
                                                    each.offset(),
                                                    end),
                                            groupId + "/" + partition));
                }
            }
        }
    }
}
