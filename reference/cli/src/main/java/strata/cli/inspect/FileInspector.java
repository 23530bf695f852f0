package strata.cli.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.LogInspector.Indexes;
import strata.cli.inspect.View.Head;
import strata.kernel.Nullable;

/** Shows one file. */
final class FileInspector {
    private final Tools tools;
    private final Findings findings;

    FileInspector(Tools tools) {
        this.tools = tools;
        this.findings = tools.findings();
    }

    /** Shows a file that somebody named. Returns false when nothing is known of such files. */
    boolean inspect(Path path) {
        FileName name = FileName.ofNamed(path);
        try (SourceFile file = SourceFile.open(path)) {
            tools.view()
                    .remark(
                            "%s: %s%s, %s"
                                    .formatted(
                                            name.name(),
                                            name.kind().meaning(),
                                            name.state().isEmpty() ? "" : " (" + name.state() + ")",
                                            Values.size(file.size())));
            switch (name.kind()) {
                case LOG, METADATA_SNAPSHOT -> log(file, name);
                case OFFSET_INDEX -> offsetIndex(path, file, name);
                case TIME_INDEX -> timeIndex(path, file, name);
                case TXN_INDEX -> txnIndex(file, name);
                case FOREIGN -> {
                    return false;
                }
                default -> small(file, name.name(), name.kind());
            }
        }
        return true;
    }

    private void log(SourceFile file, FileName name) {
        if (tools.options().detail() == Detail.BATCHES) {
            tools.view().head(Head.BATCHES);
        }
        LogInspector logs = tools.logs();
        LogFigures figures = logs.walk(file, name.name(), name, Indexes.NONE);
        if (logs.isDone()) {
            tools.view().remark("--limit is reached: what follows was not read");
        } else if (logs.mayShow(0, Long.MAX_VALUE) && tools.options().offsets().isAll()) {
            tools.view().show(logFile(name.name(), file.size(), figures));
        }
    }

    private static Item.LogFile logFile(String name, long sizeInBytes, LogFigures figures) {
        return new Item.LogFile(
                name,
                sizeInBytes,
                figures.startOffset(),
                figures.endOffset(),
                figures.batchCount(),
                figures.recordCount(),
                figures.firstTimestampMs(),
                figures.maxTimestampMs());
    }

    private void offsetIndex(Path path, SourceFile file, FileName name) {
        IndexEntries entries = new IndexEntries(file, IndexEntries.OFFSET_ENTRY_BYTES);
        entries(
                Head.OFFSET_ENTRIES,
                entries,
                i -> OffsetIndexCheck.read(name.name(), entries, i, name.baseOffset()));
        againstLog(
                path,
                name,
                entries,
                size ->
                        new Indexes(
                                new OffsetIndexCheck(
                                        name.name(), entries, name.baseOffset(), size, findings),
                                null));
    }

    private void timeIndex(Path path, SourceFile file, FileName name) {
        IndexEntries entries = new IndexEntries(file, IndexEntries.TIME_ENTRY_BYTES);
        entries(
                Head.TIME_ENTRIES,
                entries,
                i -> TimeIndexCheck.read(name.name(), entries, i, name.baseOffset()));
        againstLog(
                path,
                name,
                entries,
                size ->
                        new Indexes(
                                null,
                                new TimeIndexCheck(
                                        name.name(), entries, name.baseOffset(), findings)));
    }

    private void txnIndex(SourceFile file, FileName name) {
        IndexEntries entries = new IndexEntries(file, IndexEntries.TXN_ENTRY_BYTES);
        entries(Head.ABORTED, entries, i -> TxnIndexFile.read(name.name(), entries, i));
        TxnIndexFile.check(name.name(), entries, findings);
    }

    private void entries(Head head, IndexEntries entries, LongFunction<Item> read) {
        if (tools.options().detail() != Detail.SUMMARY) {
            tools.view().head(head);
            long shown = 0;
            for (long i = 0; i < entries.count() && shown < tools.options().limit(); i++) {
                Item item = read.apply(i);
                if (tools.options().offsets().contains(offsetOf(item))) {
                    tools.view().show(item);
                    shown++;
                }
            }
        }
        String ahead =
                entries.preallocatedBytes() == 0
                        ? ""
                        : ", then %d bytes of zeros: allocated ahead, which is fine"
                                .formatted(entries.preallocatedBytes());
        tools.view().remark(Values.count(entries.count(), "entry") + ahead);
    }

    private static long offsetOf(Item item) {
        return switch (item) {
            case Item.OffsetEntry entry -> entry.offset();
            case Item.TimeEntry entry -> entry.offset();
            case Item.AbortedTransaction entry -> entry.lastOffset();
            default -> 0;
        };
    }

    /** Holds an index against the log that lies beside it. */
    private void againstLog(
            Path path, FileName name, IndexEntries entries, LongFunction<Indexes> indexes) {
        Path log = path.resolveSibling(name.sibling(".log"));
        if (!Files.isRegularFile(log)) {
            findings.note(
                    name.name(),
                    Finding.WHOLE,
                    "the log is not beside it, so no batch was looked up");
            entries.checkSize(name.name(), findings);
            return;
        }
        // What is wrong with the log is told by whoever inspects the log.
        Findings ofLog = new Findings(found -> {});
        try (SourceFile file = SourceFile.open(log)) {
            InspectOptions quick =
                    new InspectOptions(
                            log, Detail.SUMMARY, OffsetRange.ALL, Long.MAX_VALUE, 0, false, true);
            new LogInspector(quick, tools.view(), ofLog, tools.progress(), tools.compression())
                    .walk(
                            file,
                            name.sibling(".log"),
                            FileName.ofNamed(log),
                            indexes.apply(file.size()));
        }
        if (ofLog.wrongCount() > 0) {
            findings.note(
                    name.name(),
                    Finding.WHOLE,
                    name.sibling(".log") + " is damaged; inspect it for what is wrong there");
        }
    }

    /** Shows a file of text or of producers. Returns what it says, as far as it can be read. */
    List<? extends Item> small(SourceFile file, String name, FileKind kind) {
        List<? extends Item> items = read(file, name, kind);
        if (items == null) {
            tools.view().remark("nothing is known of what is in it");
            return List.of();
        }
        Head head = head(kind);
        if (head != null) {
            tools.view().head(head);
        }
        items.stream().limit(tools.options().limit()).forEach(tools.view()::show);
        return items;
    }

    /** Reads such a file without showing it; null for a kind that has no content. */
    @Nullable
    List<? extends Item> read(SourceFile file, String name, FileKind kind) {
        return switch (kind) {
            case PRODUCER_SNAPSHOT -> SnapshotFile.read(file, name, findings);
            case LEADER_EPOCHS -> CheckpointFile.epochs(file, name, findings);
            case OFFSET_CHECKPOINT -> CheckpointFile.offsets(file, name, findings);
            case PARTITION_METADATA,
                    META_PROPERTIES,
                    CLEAN_SHUTDOWN,
                    RUN_MARK,
                    QUORUM_STATE,
                    RUN_FILE ->
                    PropertyFile.read(file, name, kind, findings);
            default -> null;
        };
    }

    private static @Nullable Head head(FileKind kind) {
        return switch (kind) {
            case PRODUCER_SNAPSHOT -> Head.PRODUCERS;
            case LEADER_EPOCHS -> Head.EPOCHS;
            case OFFSET_CHECKPOINT -> Head.CHECKPOINTS;
            default -> null;
        };
    }
}
