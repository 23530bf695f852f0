package strata.apps.bench;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every bench command takes. */
final class CommonOptions {
    /** Value of {@code --json} without a file. */
    static final String STANDARD_OUTPUT = "-";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    boolean help;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "3",
            description = "turns of each broker, A B A B (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(
            names = "--retries",
            paramLabel = "N",
            converter = Numbers.NotNegative.class,
            defaultValue = "2",
            description =
                    "repeats of a turn in which other programs took more than a tenth of the"
                            + " machine (default: ${DEFAULT-VALUE})")
    long retries;

    @Option(
            names = "--only",
            paramLabel = "SIDE",
            description = "strata or kafka: run just one of them")
    Optional<Side> only = Optional.empty();

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            paramLabel = "FILE",
            description =
                    "write the report as JSON to FILE; without FILE to standard output, and the"
                            + " text to standard error")
    Optional<String> json = Optional.empty();

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "JDK for Apache Kafka and the clients (default: the one that runs this)")
    Optional<Path> jdk = Optional.empty();

    @Option(
            names = "--strata-command",
            paramLabel = "COMMAND",
            defaultValue = StrataContender.DEFAULT_TEMPLATE,
            description = "starts Strata in the foreground (default: ${DEFAULT-VALUE})")
    String strataCommand = StrataContender.DEFAULT_TEMPLATE;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Numbers.Port.class,
            defaultValue = "0",
            description = "port of the broker (default: any free one)")
    int port;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "where the brokers put their data (default: .strata/bench)")
    Optional<Path> workDirectory = Optional.empty();

    @Option(names = "--keep", description = "do not delete the brokers' directories afterwards")
    boolean keep;
}
