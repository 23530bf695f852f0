package strata.apps.capstone;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import strata.apps.play.PlayFault;
import strata.apps.play.Teller;

/**
 * The trial: starts three nodes and the application, writes the input, kills by plan, and looks
 * whether the results are what {@link Answer} says.
 */
final class Trial implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    // The story begins in the past, so that none of its times is ever in the future.
    private static final Duration BEFORE = Duration.ofHours(6);

    private final TrialPlan plan;
    private final Teller teller;
    private final TrialCluster cluster;
    private final ChildProcess application;

    /**
     * Nothing is started yet.
     *
     * @param home an empty folder for all that it writes
     */
    Trial(TrialPlan plan, Path home, Teller teller) {
        this.plan = plan;
        this.teller = teller;
        this.cluster = new TrialCluster(plan.node(), home);
        List<String> command = new ArrayList<>(plan.java());
        command.addAll(
                List.of(
                        Kitchen.class.getName(),
                        cluster.bootstrap(),
                        home.resolve("state").toString()));
        this.application =
                new ChildProcess("the application", command, home.resolve("application.log"));
    }

    /** Runs it. */
    Outcome run() {
        long startMs = Instant.now().minus(BEFORE).toEpochMilli();
        startMs -= startMs % Input.WINDOW_MS;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            startCluster(admin);
            try (ResultWatch watch = new ResultWatch(cluster.bootstrap())) {
                InputWriter writer =
                        new InputWriter(
                                new Input(plan.seed(), startMs),
                                cluster.bootstrap(),
                                plan.eventsPerSecond(),
                                watch::count);
                startApplication(writer, watch);
                Instant began = Instant.now();
                long beganNanos = System.nanoTime();
                List<Kill> kills = new Siege(this, admin, writer, watch).endure(plan.strikes());
                teller.chapter("3  The last order");
                int orderCount = writer.end();
                Answer answer = new Answer();
                new Input(plan.seed(), startMs).forEach(orderCount, answer::take);
                answer.finish();
                awaitResults(answer.expected(Topics.outputs()), watch);
                Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
                application.stop();
                return compare(answer, kills, new Outcome.Span(began, took));
            }
        }
    }

    private void startCluster(Admin admin) {
        teller.chapter("1  Three nodes and an application");
        cluster.nodes().forEach(ChildProcess::start);
        awaitThat(START, "three nodes serve", () -> cluster.isComplete(admin));
        teller.say(cluster.layers());
        teller.say(
                "%s, %s, %s, at %s"
                        .formatted(
                                told(cluster.node(1)),
                                told(cluster.node(2)),
                                told(cluster.node(3)),
                                cluster.bootstrap()));
        cluster.createTopics(admin);
    }

    private static String told(ChildProcess process) {
        return process.name() + " is process " + process.pid();
    }

    private void startApplication(InputWriter writer, ResultWatch watch) {
        writer.begin();
        application.start();
        awaitThat(
                START,
                "the application works",
                () -> application.line(Kitchen.WORKS).isPresent() && watch.count() > 0);
        teller.say(told(application) + ": Kafka Streams, processing.guarantee=exactly_once_v2");
        teller.good("the first results are committed");
    }

    /** Waits until all results are there, as long as there are more and more. */
    private void awaitResults(long expected, ResultWatch watch) {
        long toldAt = System.nanoTime();
        while (watch.count() < expected && watch.silentMs() < RECOVERY.toMillis()) {
            requireWell();
            watch.requireWell();
            if (System.nanoTime() - toldAt > Duration.ofSeconds(5).toNanos()) {
                teller.say("%,d of %,d results are committed".formatted(watch.count(), expected));
                toldAt = System.nanoTime();
            }
            Pause.of(LOOK);
        }
        teller.say("%,d of %,d results are committed".formatted(watch.count(), expected));
    }

    private Outcome compare(Answer answer, List<Kill> kills, Outcome.Span when) {
        teller.chapter("4  Is it exact?");
        CommittedReader outputs = new CommittedReader(cluster.bootstrap(), Topics.outputs());
        awaitThat(START, "no transaction is left open", outputs::isDecided);
        for (List<String> topics : List.of(Topics.inputs(), Topics.outputs())) {
            new CommittedReader(cluster.bootstrap(), topics)
                    .readAll(
                            record ->
                                    answer.claim(record.topic()).read(record.key(), record.value()),
                            cluster::requireAlive);
        }
        return new Outcome(
                cluster.layers(),
                plan.seed(),
                when,
                kills,
                new Outcome.Counted(
                        answer,
                        TransactionCount.read(cluster.bootstrap()),
                        application.allLines(Kitchen.REPLACED)));
    }

    /** Waits until something is so. */
    void awaitThat(Duration most, String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!holds.getAsBoolean()) {
            requireWell();
            if (System.nanoTime() > deadline) {
                throw new PlayFault(
                        PlayFault.FAILED,
                        "after %d s it is not so that %s".formatted(most.toSeconds(), what));
            }
            Pause.of(LOOK);
        }
    }

    /** Ends the trial if a process has ended by itself. */
    void requireWell() {
        cluster.requireAlive();
        application.requireAlive();
    }

    TrialCluster cluster() {
        return cluster;
    }

    ChildProcess application() {
        return application;
    }

    Teller teller() {
        return teller;
    }

    /** What a death and all that follows may take. */
    Duration recovery() {
        return RECOVERY;
    }

    /** Kills all that runs. */
    @Override
    public void close() {
        List<ChildProcess> all =
                Stream.concat(Stream.of(application), cluster.nodes().stream()).toList();
        all.forEach(ChildProcess::refuseStarts);
        all.forEach(ChildProcess::close);
    }
}
