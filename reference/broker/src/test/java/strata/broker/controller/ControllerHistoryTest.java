package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.AlterPartitionReassignments.PartitionReassignment;
import strata.kernel.request.AlterPartitionReassignments.TopicReassignment;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.UnregisterBroker;

/**
 * Random histories: brokers come and go, clients and leaders ask for things, controllers change.
 */
@Tag("layer")
class ControllerHistoryTest {
    private static final int BROKERS = 5;
    private static final int STEPS = 400;
    private static final List<Reason> ENDS =
            List.of(Reason.REFUSED, Reason.RESET, Reason.UNREACHABLE);

    private final Map<String, PartitionChanged> latest = new LinkedHashMap<>();
    private SplittableRandom random = new SplittableRandom(0);
    private ControllerWorld world = new ControllerWorld();
    private int checkedTo;
    private int leadersChosen;
    private int topics;

    @Test
    void theInvariantsHoldAfterEveryFactOfEveryHistory() {
        for (int seed = 0; seed < 40; seed++) {
            random = new SplittableRandom(seed);
            world = new ControllerWorld(seed);
            checkedTo = 0;
            latest.clear();
            world.failover();
            for (int step = 0; step < STEPS; step++) {
                String what = step();
                check("seed " + seed + ", step " + step + ": " + what);
            }
        }
        assertThat(leadersChosen).isGreaterThan(1_000);
    }

    private int broker() {
        return 1 + random.nextInt(BROKERS);
    }

    private String step() {
        int id = broker();
        BrokerRegistered known = world.image().broker(new NodeId(id));
        switch (random.nextInt(16)) {
            case 0, 1 -> {
                world.register(id, random.nextBoolean() ? world.epoch(id) : -1);
                return "register " + id;
            }
            case 2, 3, 4, 5 -> {
                world.beat(id, world.log.size() - random.nextInt(3), random.nextInt(9) == 0, false);
                return "beat " + id;
            }
            case 6 -> {
                world.beat(id, world.log.size(), false, true);
                return "shut down " + id;
            }
            case 7 -> {
                world.controller.clientDisconnected(id);
                world.probed(id, ENDS.get(random.nextInt(ENDS.size())));
                return "connection of " + id + " closes, " + known;
            }
            case 8 -> {
                world.passes(random.nextInt(4_000));
                return "time passes";
            }
            case 9 -> {
                world.failover();
                return "failover";
            }
            case 10 -> {
                topics++;
                world.create("t" + topics % 6, 1 + random.nextInt(3), 1 + random.nextInt(4));
                return "create";
            }
            default -> {
                return change();
            }
        }
    }

    private @Nullable PartitionChanged anyPartition() {
        List<PartitionChanged> all = new ArrayList<>();
        world.image().topics().forEach(topic -> all.addAll(topic.partitions()));
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private String nameOf(PartitionChanged partition) {
        return Objects.requireNonNull(world.image().topic(partition.topicId())).name();
    }

    private String change() {
        PartitionChanged partition = anyPartition();
        if (partition == null) {
            return "nothing";
        }
        String topic = nameOf(partition);
        switch (random.nextInt(12)) {
            case 0 -> {
                DeleteTopics.Request request =
                        new DeleteTopics.Request(List.of(TopicRef.named(topic)), 1000);
                world.ask(DeleteTopics.Response.class, 99, request);
            }
            case 1 -> {
                int id = random.nextInt(4) == 0 ? broker() : 9;
                world.ask(UnregisterBroker.Response.class, 99, new UnregisterBroker.Request(id));
            }
            case 2 -> elect(topic, partition.partition());
            case 3 -> configure(topic);
            case 4, 5 -> reassign(topic, partition.partition());
            default -> {
                return alterIsr(partition);
            }
        }
        return "change of " + topic;
    }

    private void elect(String topic, int partition) {
        ElectLeaders.Request request =
                new ElectLeaders.Request(
                        (byte) random.nextInt(2),
                        List.of(new ElectLeaders.TopicPartitions(topic, List.of(partition))),
                        1000);
        world.ask(ElectLeaders.Response.class, 99, request);
    }

    private void configure(String topic) {
        boolean minimum = random.nextBoolean();
        IncrementalAlterConfigs.Change change =
                new IncrementalAlterConfigs.Change(
                        minimum ? "min.insync.replicas" : "unclean.leader.election.enable",
                        IncrementalAlterConfigs.Change.SET,
                        minimum
                                ? Integer.toString(1 + random.nextInt(3))
                                : Boolean.toString(random.nextBoolean()));
        IncrementalAlterConfigs.Request request =
                new IncrementalAlterConfigs.Request(
                        List.of(
                                new IncrementalAlterConfigs.Resource(
                                        DescribeConfigs.Resource.TOPIC, topic, List.of(change))),
                        false);
        world.ask(IncrementalAlterConfigs.Response.class, 99, request);
    }

    private void reassign(String topic, int partition) {
        TreeSet<Integer> target = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            target.add(broker());
        }
        List<Integer> replicas = random.nextInt(4) == 0 ? null : new ArrayList<>(target);
        AlterPartitionReassignments.Request request =
                new AlterPartitionReassignments.Request(
                        1000,
                        true,
                        List.of(
                                new TopicReassignment(
                                        topic,
                                        List.of(new PartitionReassignment(partition, replicas)))));
        world.ask(AlterPartitionReassignments.Response.class, 99, request);
    }

    private String alterIsr(PartitionChanged partition) {
        NodeId leader = partition.leader();
        if (leader == null) {
            return "no leader";
        }
        TreeSet<Integer> isr = new TreeSet<>();
        isr.add(leader.number());
        for (NodeId replica : partition.replicas()) {
            if (random.nextInt(3) > 0) {
                isr.add(replica.number());
            }
        }
        int[] wanted = isr.stream().mapToInt(Integer::intValue).toArray();
        boolean stale = random.nextInt(8) == 0;
        PartitionChanged as = stale ? PartitionEdit.of(partition).nextEpoch() : partition;
        AlterPartition.Request request =
                new AlterPartition.Request(
                        leader.number(),
                        world.epoch(leader.number()),
                        List.of(
                                new AlterPartition.TopicChange(
                                        partition.topicId(),
                                        List.of(world.change(as, false, wanted)))));
        world.ask(AlterPartition.Response.class, leader.number(), request);
        return "ISR of " + partition + " to " + isr;
    }

    private void check(String when) {
        for (; checkedTo < world.log.size(); checkedTo++) {
            MetadataRecord fact = world.log.get(checkedTo);
            checkFact(when + "\nfact " + checkedTo + " " + fact, fact);
        }
        MetadataImage image = world.image();
        for (TopicState topic : image.topics()) {
            for (PartitionChanged p : topic.partitions()) {
                for (NodeId member : p.isr()) {
                    BrokerRegistered broker = image.broker(member);
                    assertThat(broker != null && broker.mayLead()).as(when).isTrue();
                }
            }
        }
        assertThat(describe(Objects.requireNonNull(world.controller.image())))
                .as(when)
                .isEqualTo(describe(image));
    }

    private void checkFact(String when, MetadataRecord fact) {
        if (!(fact instanceof PartitionChanged p)) {
            return;
        }
        assertThat(p.replicas()).as(when).isNotEmpty().doesNotHaveDuplicates();
        assertThat(p.isr()).as(when).doesNotHaveDuplicates().isSubsetOf(p.replicas());
        assertThat(p.elr()).as(when).isSubsetOf(Reassignment.without(p.replicas(), p.isr()));
        assertThat(p.adding()).as(when).isSubsetOf(p.replicas());
        assertThat(p.removing()).as(when).isSubsetOf(p.replicas());
        assertThat(p.leader() == null ? p.isr().isEmpty() : p.isr().contains(p.leader()))
                .as(when)
                .isTrue();
        PartitionChanged before = latest.put(p.topicId() + "-" + p.partition(), p);
        if (before != null) {
            assertThat(p.partitionEpoch()).as(when).isEqualTo(before.partitionEpoch() + 1);
            int rise = p.leaderEpoch() - before.leaderEpoch();
            assertThat(rise).as(when).isBetween(0, 1);
            if (!Objects.equals(p.leader(), before.leader())) {
                assertThat(rise).as(when).isEqualTo(1);
                leadersChosen++;
            }
            // A proposal that completes a reassignment says itself who is in sync.
            boolean completes = before.isReassigning() && !p.isReassigning();
            boolean trusted =
                    p.leader() == null
                            || completes
                            || before.isr().contains(p.leader())
                            || before.elr().contains(p.leader());
            assertThat(trusted || p.recovering()).as(when).isTrue();
        }
    }

    static List<Object> describe(MetadataImage image) {
        List<Object> all = new ArrayList<>(image.brokers());
        for (TopicState topic : image.topics()) {
            all.add(topic.name() + topic.id() + topic.configs());
            all.addAll(topic.partitions());
        }
        return all;
    }
}
