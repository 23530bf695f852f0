package strata.apps.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of the program: sets the brokers up, runs the scenarios, prints the reports. */
final class Session {
    private final CommonOptions options;
    private final Path home;
    private final Jdk jdk;

    Session(CommonOptions options) {
        this.options = options;
        this.home = Repository.home();
        this.jdk = options.jdk.map(Jdk::at).orElseGet(Jdk::current);
    }

    /** What a command needs to make its scenarios. */
    record Tools(int port, KafkaDistribution kafka, Workspace workspace) {

        Producer producer(ProducerOptions producerOptions) {
            return new Producer(kafka, workspace, producerOptions.properties());
        }

        Consumer consumer(Map<String, String> properties) {
            return new Consumer(kafka, workspace, properties);
        }
    }

    /** Gives the scenarios to run, once the tools for them are there. */
    interface Plan {
        List<Scenario> scenarios(Tools tools);
    }

    /** Gives the exit code. */
    int run(Plan plan, List<Bar> bars) {
        return run(plan, bars, this::contenders);
    }

    /** The same with clusters of three nodes. */
    int runClusters(Plan plan, List<Bar> bars) {
        return runClusters(plan, bars, Map.of());
    }

    /**
     * The same.
     *
     * @param settings of every node, beyond its defaults
     */
    int runClusters(Plan plan, List<Bar> bars, Map<String, String> settings) {
        return run(plan, bars, (kafka, workspace) -> clusters(kafka, workspace, settings));
    }

    private interface Contest {
        List<Contender> between(KafkaDistribution kafka, Workspace workspace);
    }

    private int run(Plan plan, List<Bar> bars, Contest contest) {
        var progress = new Progress(utf8(System.err));
        Instant startedAt = Instant.now();
        Machine machine = Machine.here();
        if (machine.isBusy()) {
            progress.say("this machine is busy: expect unsteady figures");
        }
        Path parent =
                options.workDirectory.orElseGet(() -> home.resolve(".strata").resolve("bench"));
        try (Workspace workspace = Workspace.open(parent, options.keep, progress)) {
            KafkaDistribution kafka = KafkaDistribution.resolve(home, jdk, workspace, progress);
            List<Contender> contenders = contest.between(kafka, workspace);
            var duel = new Duel(contenders, options.rounds, options.retries, workspace);
            List<Result> results = new ArrayList<>();
            for (Scenario scenario : plan.scenarios(new Tools(options.port, kafka, workspace))) {
                results.add(duel.run(scenario));
            }
            List<Side> sides = contenders.stream().map(Contender::side).toList();
            List<Bar.Verdict> verdicts =
                    bars.stream()
                            .filter(bar -> bar.isJudged(sides))
                            .map(bar -> bar.judge(results))
                            .toList();
            var report = new Report(startedAt, machine, contenders, results, verdicts);
            print(report);
            return report.passed() ? 0 : 1;
        }
    }

    private List<Contender> contenders(KafkaDistribution kafka, Workspace workspace) {
        List<Contender> contenders = new ArrayList<>();
        if (options.only.orElse(Side.STRATA) == Side.STRATA) {
            contenders.add(new StrataContender(home, options.strataCommand));
        }
        if (options.only.orElse(Side.KAFKA) == Side.KAFKA) {
            contenders.add(new KafkaContender(kafka, workspace));
        }
        return contenders;
    }

    private List<Contender> clusters(
            KafkaDistribution kafka, Workspace workspace, Map<String, String> settings) {
        List<Contender> contenders = new ArrayList<>();
        if (options.only.orElse(Side.STRATA) == Side.STRATA) {
            contenders.add(new StrataCluster(home, settings));
        }
        if (options.only.orElse(Side.KAFKA) == Side.KAFKA) {
            contenders.add(new KafkaCluster(kafka, workspace, settings));
        }
        return contenders;
    }

    private void print(Report report) {
        Optional<String> target = options.json;
        boolean jsonToOutput = target.filter(CommonOptions.STANDARD_OUTPUT::equals).isPresent();
        utf8(jsonToOutput ? System.err : System.out).print("\n" + TextReport.of(report));
        if (jsonToOutput) {
            utf8(System.out).print(JsonReport.of(report));
        } else if (target.isPresent()) {
            Path file = Path.of(target.get());
            try {
                Files.writeString(file, JsonReport.of(report));
            } catch (IOException e) {
                throw new BenchFault("cannot write " + file + ": " + e, e);
            }
        }
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
