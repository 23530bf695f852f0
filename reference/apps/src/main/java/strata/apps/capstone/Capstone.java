package strata.apps.capstone;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import strata.apps.play.Parent;
import strata.apps.play.PlayFault;
import strata.apps.play.Teller;
import strata.apps.play.TemporaryFolder;

/**
 * {@code ./strata capstone}: the program behind it. The command line starts it and hands it the
 * command of a node.
 *
 * <p>Exit codes: 0 exact, 1 not, or something came to an end of its own; 2 wrong usage, 3 the
 * environment does not allow it.
 */
@Command(
        name = "strata capstone",
        description = "Kafka Streams, exactly once, on three nodes that are killed.")
public final class Capstone implements Callable<Integer> {
    /** Set to "off" here: when nodes are killed, clients have much to say. */
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    @Option(names = "--kills", paramLabel = "N", description = "How many deaths.")
    int kills = 20;

    @Option(names = "--seed", paramLabel = "N", description = "Of input and deaths.")
    long seed;

    @Option(names = "--rate", paramLabel = "N", description = "Orders and payments a second.")
    int rate = 200;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the certificate goes.")
    Path out = Path.of("certificate.html");

    @Option(names = "--styled", description = "Use colours.")
    boolean styled;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description = "The command of a node, with {config}.")
    List<String> command = new ArrayList<>();

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.setProperty(LOG_LEVEL, "off");
        System.exit(new CommandLine(new Capstone()).setStopAtPositional(true).execute(args));
    }

    @Override
    public Integer call() {
        PrintStream print = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Parent.endWithIt();
        Teller teller = new Teller(print, styled);
        Path home = TemporaryFolder.create("strata-capstone-");
        TrialPlan plan =
                new TrialPlan(command, applicationJava(), seed, Strike.plan(seed, kills), rate);
        Trial trial = new Trial(plan, home, teller);
        Thread hook = new Thread(() -> clear(trial, home));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            print.println("seed " + seed + "; nothing of what follows is simulated");
            Outcome outcome = trial.run();
            trial.close();
            return tell(outcome, teller) ? 0 : failed(hook, home);
        } catch (PlayFault e) {
            trial.close();
            print.println();
            System.err.println("strata capstone: " + e.getMessage());
            return e.exitCode() == PlayFault.FAILED ? failed(hook, home) : e.exitCode();
        } catch (KafkaException e) {
            trial.close();
            print.println();
            System.err.println("strata capstone: Kafka's client gave up: " + e);
            return failed(hook, home);
        }
    }

    private static void clear(Trial trial, Path home) {
        trial.close();
        TemporaryFolder.delete(home);
    }

    /** What is to be looked into is kept. */
    private static int failed(Thread hook, Path home) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            System.err.println("what the nodes and the application said and wrote is in " + home);
        } catch (IllegalStateException e) {
            // Interrupted: nobody asked for it.
        }
        return PlayFault.FAILED;
    }

    /** Tells what came of it; whether it was exact. */
    private boolean tell(Outcome outcome, Teller teller) {
        for (String topic : Topics.all()) {
            Claim claim = outcome.claim(topic);
            String line =
                    "%-17s %,10d expected %,10d read"
                            .formatted(topic, claim.expected(), claim.read());
            if (claim.differences().isEmpty()) {
                teller.good(line + "   exact");
            } else {
                teller.say(line + "   NOT what it must be");
            }
        }
        teller.say(
                "%,d transactions committed, %,d aborted; threads of the application replaced: %d"
                        .formatted(
                                outcome.transactions().committed(),
                                outcome.transactions().aborted(),
                                outcome.threadsReplaced().size()));
        outcome.threadsReplaced().forEach(teller::say);
        if (!outcome.isExact()) {
            System.err.println("strata capstone: the totals are wrong:");
            outcome.differences().forEach(line -> System.err.println("  " + line));
            return false;
        }
        teller.good(
                "exact: %,d processes killed, nothing lost, nothing counted twice"
                        .formatted(outcome.deathCount(true) + outcome.deathCount(false)));
        write(new Certificate(outcome, ZoneId.systemDefault()).html());
        teller.chapter("certificate: " + out.toAbsolutePath().normalize());
        return true;
    }

    private void write(String page) {
        try {
            Path folder = out.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(out, page);
        } catch (IOException e) {
            throw new PlayFault(
                    PlayFault.ENVIRONMENT,
                    "all was exact, but the certificate cannot be written: " + e,
                    e);
        }
    }

    /** A JVM such as this one, for the application. */
    private static List<String> applicationJava() {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // An archive is of one program.
            java.add(
                    flag.startsWith("-XX:SharedArchiveFile=")
                            ? flag.replace(".jsa", "-kitchen.jsa")
                            : flag);
        }
        java.addAll(List.of("-D" + LOG_LEVEL + "=warn", "-cp"));
        java.add(System.getProperty("java.class.path"));
        return java;
    }
}
