package strata.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import strata.cli.inspect.InspectOptions;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection;
import strata.cli.inspect.OffsetRange;
import strata.kernel.Nullable;

/** {@code strata inspect}: what is inside a log file or a data directory. */
@Command(
        name = "inspect",
        description = "Show what is inside a log file or a data directory.",
        footerHeading = "%n",
        footer = {
            "It knows the files of Strata and of Apache Kafka alike: .log, .index, .timeindex,",
            ".txnindex, .snapshot, checkpoints. It never writes, and may look on while a node"
                    + " runs;",
            "what is written meanwhile is shown or not. Exit code 1 with --check: something is"
                    + " wrong."
        })
final class InspectCommand implements Callable<Integer> {
    private static final String FIRST_NODE = "node-1";
    private static final int SHOWN_BYTES_TEXT = 100;
    private static final int SHOWN_BYTES_JSON = 1 << 20;
    private static final int SHOWN_BYTES_MAX = 16 << 20;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR|FILE",
            description =
                    "A node's data directory, a partition's directory, or a file (default: the data"
                            + " directory of ./strata up).")
    private @Nullable Path target;

    /** One of them at most. */
    static final class How {
        @Option(
                names = "--summary",
                description = "Only sums: a line a segment. What a directory gives by default.")
        private boolean summary;

        @Option(names = "--batches", description = "A line a batch. What a file gives by default.")
        private boolean batches;

        @Option(names = "--records", description = "Each batch and its records, as a tree.")
        private boolean records;

        @Option(names = "--hex", description = "Each batch byte by byte: what each field says.")
        private boolean hex;

        Detail detail() {
            if (records) {
                return Detail.RECORDS;
            }
            if (hex) {
                return Detail.HEX;
            }
            return batches ? Detail.BATCHES : summary ? Detail.SUMMARY : Detail.DEFAULT;
        }
    }

    @ArgGroup private How how = new How();

    @Option(
            names = "--offset",
            paramLabel = "A..B",
            converter = RangeConverter.class,
            description = "Only these offsets: 5, 5..9, 5.. or ..9.")
    private OffsetRange offsets = OffsetRange.ALL;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show at most N batches, records or entries.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description =
                    "Show at most N bytes of a key, a value or a header (default: 100; 1048576 with"
                            + " --json).")
    private int shownBytesMax = -1;

    @Option(
            names = "--check",
            description = "Read every record, too; exit code 1 when something is wrong.")
    private boolean check;

    @Option(
            names = "--quick",
            description = "Read only the headers of batches: no CRC is computed.")
    private boolean quick;

    @Option(names = "--json", description = "Print JSON for a program to read: an object a line.")
    private boolean json;

    /** Reads an option's offsets. */
    static final class RangeConverter implements ITypeConverter<OffsetRange> {
        @Override
        public OffsetRange convert(String text) {
            try {
                return OffsetRange.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() {
        Path path = target == null ? ofUp() : target;
        requireSense(path);
        int shown = json ? SHOWN_BYTES_JSON : SHOWN_BYTES_TEXT;
        InspectOptions options =
                new InspectOptions(
                        path,
                        how.detail(),
                        offsets,
                        limit,
                        shownBytesMax < 0 ? shown : shownBytesMax,
                        check,
                        quick);
        Inspection.Look look = new Inspection.Look(json, Style.wanted(), Terminal.isInteractive());
        Inspection inspection =
                new Inspection(
                        options, look, spec.commandLine().getOut(), spec.commandLine().getErr());
        return switch (inspection.run()) {
            case GOOD -> ExitCode.DONE;
            case WRONG -> check ? ExitCode.FAILED : ExitCode.DONE;
            case NOTHING -> {
                spec.commandLine()
                        .getErr()
                        .println(
                                "strata inspect: "
                                        + path
                                        + (Files.exists(path.resolve(FIRST_NODE))
                                                ? " holds a folder for each node: name one, as "
                                                        + path.resolve(FIRST_NODE)
                                                : " is nothing of a log: no file in it has a name"
                                                        + " that Strata or Kafka gives"));
                yield ExitCode.USAGE;
            }
        };
    }

    /** The data of {@code strata up}; of the first of several nodes. */
    private static Path ofUp() {
        Path data = House.defaultData();
        Path first = data.resolve(FIRST_NODE);
        return Files.exists(first) ? first : data;
    }

    private void requireSense(Path path) {
        if (limit < 1) {
            throw wrong("--limit must be 1 or more");
        }
        if (shownBytesMax < -1 || shownBytesMax > SHOWN_BYTES_MAX) {
            throw wrong("--max-bytes must be 0 to " + SHOWN_BYTES_MAX);
        }
        if (quick && check) {
            throw wrong("--quick reads only headers, so there is no --check with it");
        }
        if (!Files.exists(path)) {
            String why = target == null ? "; start a cluster with ./strata up, or name a DIR" : "";
            throw wrong("there is no " + path + why);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
