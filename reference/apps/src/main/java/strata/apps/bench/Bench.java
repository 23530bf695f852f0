package strata.apps.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./strata bench}: Strata beside Apache Kafka on this machine.
 *
 * <p>Exit codes: 0 done, 1 a bar does not hold, 2 wrong usage, 3 the environment does not allow it.
 */
@Command(
        name = "strata bench",
        description = {
            "Measures Strata beside Apache Kafka "
                    + KafkaDistribution.VERSION
                    + " on this machine.",
            ""
        },
        synopsisSubcommandLabel =
                "produce|consume|startup|cold|compaction|recovery|partitions|cluster|groups"
                        + "|idempotence|transactions|all",
        subcommands = {
            ProduceCommand.class,
            ConsumeCommand.class,
            StartupCommand.class,
            ColdCommand.class,
            CompactionCommand.class,
            RecoveryCommand.class,
            PartitionsCommand.class,
            ClusterCommand.class,
            GroupsCommand.class,
            IdempotenceCommand.class,
            TransactionsCommand.class,
            AllCommand.class
        })
public final class Bench {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    boolean help;

    /** Set to "warn" here and in the reader: the clients' warnings, not all of their settings. */
    static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private static final String NETWORK_LOG_LEVEL =
            "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient";
    private static final int ENVIRONMENT = 3;

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.setProperty(LOG_LEVEL, "warn");
        // That a node which was killed cannot be reached is no news.
        System.setProperty(NETWORK_LOG_LEVEL, "error");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine = new CommandLine(new Bench());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    if (failure instanceof BenchFault) {
                        err.println("strata bench: " + failure.getMessage());
                        return ENVIRONMENT;
                    }
                    throw failure;
                });
        return commandLine;
    }
}
