package strata.cli.inspect;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import strata.cli.EnvironmentFault;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.View.Head;
import strata.wire.KafkaCompression;

/** One run of {@code strata inspect}. */
public final class Inspection {
    /** What came out of it. */
    public enum Outcome {
        /** Nothing is wrong. */
        GOOD,
        /** Something is wrong, and was told. */
        WRONG,
        /** There is nothing that we know anything of. */
        NOTHING
    }

    /**
     * How the answer looks.
     *
     * @param json one JSON object a line instead of text
     * @param styled colours
     * @param terminal whether a person looks on
     */
    public record Look(boolean json, boolean styled, boolean terminal) {}

    private final InspectOptions options;
    private final ScanProgress progress;
    private final Output output;
    private final View view;
    private final Findings findings;
    // Told at the end where a table comes first.
    private final List<Finding> held = new ArrayList<>();
    private boolean holds;

    public Inspection(InspectOptions options, Look look, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.progress = new ScanProgress(err, look.terminal());
        this.output = new Output(out, progress);
        this.view = look.json() ? new JsonView(output) : new TextView(output, look.styled());
        this.findings = new Findings(this::tell);
    }

    /**
     * Shows what is asked for.
     *
     * @throws EnvironmentFault when the target cannot be read
     */
    public Outcome run() {
        try {
            boolean known = inspect();
            holds = false;
            held.forEach(view::show);
            findings.untold().forEach(view::show);
            if (known) {
                view.show(new Item.Total(findings.wrongCount(), findings.noteCount()));
            }
            output.flush();
            if (!known) {
                return Outcome.NOTHING;
            }
        } catch (Output.ReaderGone left) {
            // Whoever reads our output has enough of it; what is said so far stands.
            progress.clear();
        } catch (ReadFault e) {
            output.flush();
            throw new EnvironmentFault(options.target() + ": " + e.getMessage(), e);
        } finally {
            progress.clear();
        }
        return findings.wrongCount() > 0 ? Outcome.WRONG : Outcome.GOOD;
    }

    private void tell(Finding finding) {
        if (holds) {
            held.add(finding);
        } else {
            view.show(finding);
        }
    }

    private boolean inspect() {
        Path target = options.target();
        boolean isDirectory = Files.isDirectory(target);
        Detail plain = isDirectory ? Detail.SUMMARY : Detail.BATCHES;
        InspectOptions chosen = options.detail() == Detail.DEFAULT ? options.with(plain) : options;
        Tools tools = new Tools(chosen, view, findings, progress, new KafkaCompression());
        if (!isDirectory) {
            return new FileInspector(tools).inspect(target);
        }
        holds = chosen.detail() == Detail.SUMMARY;
        DataDirectoryInspector data = new DataDirectoryInspector(tools, target);
        if (data.isDataDirectory()) {
            data.inspect();
            return true;
        }
        PartitionInspector partition =
                new PartitionInspector(tools, target, "", false, tools.logs());
        if (!partition.isPartition()) {
            return false;
        }
        Path parent = target.toAbsolutePath().normalize().getParent();
        long process = parent == null ? 0 : DirectoryUse.process(parent);
        if (process > 0) {
            String running = "a node is running on it: this is how the files were at one moment";
            view.show(new Item.Directory(target.toString(), running, process));
        }
        if (options.detail() == Detail.BATCHES) {
            view.head(Head.BATCHES);
        }
        Item.Partition sums = partition.inspect(holds);
        if (!sums.topicId().isEmpty()) {
            view.remark("topic id " + sums.topicId());
        }
        if (partition.isPartial()) {
            view.remark("not all segments were read");
        } else {
            if (holds) {
                view.remark("");
            }
            view.head(Head.PARTITIONS);
            view.show(sums);
        }
        return true;
    }
}
