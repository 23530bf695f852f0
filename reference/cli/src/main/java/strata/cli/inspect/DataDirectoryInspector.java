package strata.cli.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.View.Head;

/** Shows a node's data directory: whose it is, its checkpoints, and a table of its partitions. */
final class DataDirectoryInspector {
    private static final Pattern PARTITION =
            Pattern.compile("[a-zA-Z0-9._-]+-\\d+(\\.[0-9a-f]{32}-(delete|future|stray))?");

    private final Tools tools;
    private final Findings findings;
    private final Path directory;
    private final List<Path> partitions = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Path> otherDirectories = new ArrayList<>();
    // Checkpointed offsets: by the checkpoint's name, then by the partition's directory.
    private final Map<String, Map<String, Item.Checkpoint>> checkpoints = new LinkedHashMap<>();

    DataDirectoryInspector(Tools tools, Path directory) {
        this.tools = tools;
        this.findings = tools.findings();
        this.directory = directory;
        for (Path path : DirectoryFiles.all(directory)) {
            if (!Files.isDirectory(path)) {
                files.add(path);
            } else if (PARTITION.matcher(path.getFileName().toString()).matches()) {
                partitions.add(path);
            } else {
                otherDirectories.add(path);
            }
        }
    }

    /** Whether it looks like one. */
    boolean isDataDirectory() {
        return !partitions.isEmpty()
                || files.stream().anyMatch(f -> FileName.of(f).kind() == FileKind.META_PROPERTIES);
    }

    /** Reads everything and shows it. */
    void inspect() {
        long process = DirectoryUse.process(directory);
        tools.view().show(new Item.Directory(directory.toString(), state(process), process));
        readFiles();
        boolean showsBatches = tools.options().detail() != Detail.SUMMARY;
        List<Item.Partition> rows = new ArrayList<>();
        LogInspector logs = tools.logs();
        for (Path path : partitions) {
            String name = path.getFileName().toString();
            try {
                PartitionInspector partition =
                        new PartitionInspector(tools, path, name + "/", isCleaned(name), logs);
                if (showsBatches) {
                    headOfBatches();
                }
                Item.Partition row = partition.inspect(false);
                if (!partition.isPartial()) {
                    rows.add(row);
                    checkCheckpoints(name, row);
                }
            } catch (ReadFault e) {
                findings.wrong(name, Finding.WHOLE, String.valueOf(e.getMessage()));
            }
        }
        tools.view().head(Head.PARTITIONS);
        rows.forEach(tools.view()::show);
        checkNames();
    }

    private void headOfBatches() {
        if (tools.options().detail() == Detail.BATCHES) {
            tools.view().head(Head.BATCHES);
        }
    }

    private String state(long process) {
        if (process > 0) {
            return "a node is running on it: this is how the files were at one moment";
        }
        boolean clean =
                files.stream().anyMatch(f -> FileName.of(f).kind() == FileKind.CLEAN_SHUTDOWN);
        return clean
                ? "its node was stopped in good order"
                : "no mark of a clean stop: its node runs, or its next start looks for torn tails";
    }

    private void readFiles() {
        FileInspector inspector = new FileInspector(tools);
        for (Path path : files) {
            FileName name = FileName.of(path);
            try (SourceFile file = SourceFile.open(path)) {
                switch (name.kind()) {
                    case META_PROPERTIES -> inspector.small(file, name.name(), name.kind());
                    case OFFSET_CHECKPOINT -> checkpoint(file, name.name());
                    case CLEAN_SHUTDOWN, RUN_MARK, RUN_FILE ->
                            inspector.read(file, name.name(), name.kind());
                    case FOREIGN ->
                            findings.note(
                                    name.name(),
                                    Finding.WHOLE,
                                    "a foreign file: no data directory has such a name");
                    case TEMPORARY ->
                            findings.note(
                                    name.name(),
                                    Finding.WHOLE,
                                    "left over from a file that was being replaced");
                    default -> {
                        // Locks, and what belongs to a quorum.
                    }
                }
            } catch (ReadFault e) {
                findings.note(name.name(), Finding.WHOLE, String.valueOf(e.getMessage()));
            }
        }
    }

    private void checkpoint(SourceFile file, String name) {
        Map<String, Item.Checkpoint> byPartition = new LinkedHashMap<>();
        for (Item.Checkpoint line : CheckpointFile.offsets(file, name, findings)) {
            byPartition.put(line.topic() + "-" + line.partition(), line);
        }
        checkpoints.put(name, byPartition);
    }

    private boolean isCleaned(String partition) {
        return checkpoints
                .getOrDefault("cleaner-offset-checkpoint", Map.of())
                .containsKey(partition);
    }

    /** No checkpoint may be ahead of the log that it speaks of. */
    private void checkCheckpoints(String partition, Item.Partition row) {
        checkpoints.forEach(
                (name, byPartition) -> {
                    Item.Checkpoint line = byPartition.get(partition);
                    if (line != null && line.offset() > row.endOffset() && row.segments() > 0) {
                        findings.wrong(
                                name,
                                Finding.WHOLE,
                                "line %d: %s is at %d, behind its log's end, %d"
                                        .formatted(
                                                line.line(),
                                                partition,
                                                line.offset(),
                                                row.endOffset()));
                    }
                });
    }

    private void checkNames() {
        for (Path path : otherDirectories) {
            findings.note(
                    path.getFileName().toString(),
                    Finding.WHOLE,
                    "a foreign directory: a partition's name ends with - and a number");
        }
        Set<String> names = new TreeSet<>();
        partitions.forEach(path -> names.add(path.getFileName().toString()));
        checkpoints.forEach(
                (name, byPartition) ->
                        byPartition.forEach(
                                (partition, line) -> {
                                    if (!names.contains(partition)) {
                                        findings.note(
                                                name,
                                                Finding.WHOLE,
                                                "line %d: %s is not here"
                                                        .formatted(line.line(), partition));
                                    }
                                }));
    }
}
