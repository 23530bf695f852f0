package strata.apps.play;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The story of lab 4: two groups read what a producer writes, whoever dies meanwhile. */
final class GroupStory {
    private static final String TOPIC = "orders";
    private static final String KITCHEN = "kitchen";
    private static final String AUDIT = "audit";
    private static final int NODE_COUNT = 3;
    private static final int PARTITION_COUNT = 6;
    private static final long POLL_INTERVAL_MS_MAX = 4_000;
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final PlayNode cluster;
    private final Patience patience;
    private final Teller teller;
    private final Clients clients;
    private final Orders orders = new Orders();
    private final Ledger kitchen = new Ledger();
    private final Ledger audit = new Ledger();
    private final List<GroupReader> members = new ArrayList<>();
    private final List<GroupReader> all = new ArrayList<>();
    private volatile boolean written;

    GroupStory(PlayNode cluster, Teller teller) {
        this.cluster = cluster;
        this.patience = new Patience(cluster, PATIENCE);
        this.teller = teller;
        this.clients = new Clients(cluster, TOPIC);
    }

    void tell() {
        clients.createTopicWithCopies(
                PARTITION_COUNT, NODE_COUNT, Map.of("min.insync.replicas", "2"));
        Thread writer = new Thread(this::write, "writer");
        writer.setDaemon(true);
        writer.start();
        try {
            share();
            anotherGroup();
            oneMore();
            zombie();
            coordinatorDies();
            written = true;
            writer.join();
            everythingWasDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        } finally {
            written = true;
            all.forEach(GroupReader::close);
        }
        sumUp();
    }

    private void write() {
        try (KafkaProducer<String, String> producer = clients.patientProducer()) {
            for (int i = 0; !written; i++) {
                String order = orders.next();
                var unused =
                        producer.send(
                                new ProducerRecord<>(TOPIC, i % PARTITION_COUNT, null, order),
                                (metadata, fault) -> {
                                    if (fault == null) {
                                        orders.acknowledged(order);
                                    } else {
                                        orders.refused(order, fault);
                                    }
                                });
                Patience.pause(PAUSE);
            }
        }
    }

    private void share() {
        teller.chapter("1  Three members, " + PARTITION_COUNT + " partitions");
        for (String name : List.of("ann", "bob", "cem")) {
            join(name);
        }
        awaitShared();
        teller.say("group " + KITCHEN + ": " + shares());
        teller.good("each partition has one reader: inside a group it is a queue");
    }

    private void join(String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("client.id", name);
        settings.put(
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "500");
        settings.put("max.poll.interval.ms", Long.toString(POLL_INTERVAL_MS_MAX));
        var member = new GroupReader(name, clients.member(KITCHEN, settings), TOPIC, kitchen);
        members.add(member);
        all.add(member);
    }

    private void anotherGroup() {
        teller.chapter("2  Another group, in the other protocol");
        var reader =
                new GroupReader(
                        "eve",
                        clients.member(AUDIT, Map.of("group.protocol", "consumer")),
                        TOPIC,
                        audit);
        all.add(reader);
        awaitThat(
                "group " + AUDIT + " reads everything",
                () -> reader.partitions().size() == PARTITION_COUNT && audit.doneCount() > 0);
        teller.say("group " + AUDIT + " (group.protocol=consumer): eve " + reader.partitions());
        teller.good("it gets every record, too: between groups it is publish-subscribe");
    }

    private void oneMore() {
        teller.chapter("3  One more comes");
        Map<String, List<Integer>> before = owners();
        join("dora");
        awaitShared();
        teller.say("group " + KITCHEN + ": " + shares());
        int moved = 0;
        for (GroupReader member : members) {
            List<Integer> had = before.getOrDefault(member.name(), List.of());
            moved += (int) member.partitions().stream().filter(p -> !had.contains(p)).count();
        }
        teller.good(
                "%d of %d partitions moved; the others were read on meanwhile (KIP-429)"
                        .formatted(moved, PARTITION_COUNT));
    }

    private void zombie() {
        teller.chapter("4  A zombie");
        GroupReader bob = members.get(1);
        int again = kitchen.againCount();
        teller.say(
                "bob takes records, and stands still for %d s with them in his hands ..."
                        .formatted((POLL_INTERVAL_MS_MAX + 2_000) / 1_000));
        bob.standStill(POLL_INTERVAL_MS_MAX + 2_000);
        List<GroupReader> others = members.stream().filter(member -> member != bob).toList();
        awaitThat("the others have taken over", () -> countOf(others) == PARTITION_COUNT);
        teller.say("meanwhile: " + shares(others));
        awaitThat("bob's commit is refused", () -> !bob.refused().isEmpty());
        awaitShared();
        teller.say("he wakes up and commits: " + bob.refused() + ". He joins again: " + shares());
        teller.good(
                "the group's book is safe; but what he did was done twice (%d records): at least"
                                .formatted(kitchen.againCount() - again)
                        + " once");
    }

    private void coordinatorDies() {
        teller.chapter("5  kill -9 of the coordinator");
        int coordinator = clients.coordinatorOf(KITCHEN);
        ProcessHandle process = cluster.processOf(coordinator);
        teller.say(
                "node %d coordinates %s: killing process %d ..."
                        .formatted(coordinator, KITCHEN, process.pid()));
        kitchen.watchCommits();
        process.destroyForcibly();
        awaitThat("another node coordinates", () -> clients.coordinatorOf(KITCHEN) != coordinator);
        int before = kitchen.doneCount();
        awaitThat("the group goes on", () -> kitchen.doneCount() > before);
        Patience.pause(A_WHILE);
        awaitShared();
        teller.say("now node %d does: %s".formatted(clients.coordinatorOf(KITCHEN), shares()));
        teller.good(
                "the longest time without a commit: %d ms"
                        .formatted(kitchen.longestWithoutCommitMs()));
    }

    private void everythingWasDone() {
        teller.chapter("6  Was everything done?");
        Patience.require(orders.fault().isEmpty(), "the producer gave up: " + orders.fault());
        for (String group : List.of(KITCHEN, AUDIT)) {
            awaitThat(
                    "group " + group + " has committed everything",
                    () -> clients.lagOf(group, PARTITION_COUNT) == 0);
        }
        check(KITCHEN, kitchen);
        check(AUDIT, audit);
    }

    private void check(String group, Ledger ledger) {
        int count = orders.acknowledged().size();
        List<String> missing = ledger.missing(orders.acknowledged());
        Patience.require(
                missing.isEmpty(),
                "%d of %d records were never read by %s; the first: %s"
                        .formatted(
                                missing.size(),
                                count,
                                group,
                                missing.isEmpty() ? "" : missing.get(0)));
        teller.good(
                "%-7s all %d acknowledged records were read, lag 0; %d times one was read again"
                        .formatted(group, count, ledger.againCount()));
    }

    private void sumUp() {
        teller.chapter("What happened");
        teller.say(
                List.of(
                        "A group's members, its generations and its offsets are records of one",
                        "partition of __consumer_offsets. The node that led it died, another one",
                        "replayed the same records, and knew what the first had known. Nobody told",
                        "the members anything but: not me, ask again."));
    }

    private void awaitShared() {
        awaitThat(
                "the group's " + PARTITION_COUNT + " partitions are shared out",
                () ->
                        countOf(members) == PARTITION_COUNT
                                && members.stream()
                                                .flatMap(member -> member.partitions().stream())
                                                .distinct()
                                                .count()
                                        == PARTITION_COUNT
                                && members.stream()
                                        .noneMatch(member -> member.partitions().isEmpty()));
    }

    private static int countOf(List<GroupReader> members) {
        return members.stream().mapToInt(member -> member.partitions().size()).sum();
    }

    private Map<String, List<Integer>> owners() {
        Map<String, List<Integer>> owners = new LinkedHashMap<>();
        members.forEach(member -> owners.put(member.name(), member.partitions()));
        return owners;
    }

    private String shares() {
        return shares(members);
    }

    private static String shares(List<GroupReader> members) {
        return members.stream()
                .map(member -> member.name() + " " + member.partitions())
                .collect(Collectors.joining(", "));
    }

    private void awaitThat(String what, BooleanSupplier holds) {
        patience.awaitThat(
                what,
                () -> {
                    all.forEach(
                            member -> Patience.require(member.fault().isEmpty(), member.fault()));
                    return holds.getAsBoolean();
                });
    }
}
