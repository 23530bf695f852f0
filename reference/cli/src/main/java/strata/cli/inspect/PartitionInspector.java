package strata.cli.inspect;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.LogInspector.Indexes;
import strata.cli.inspect.View.Head;
import strata.kernel.Nullable;

/** Shows the directory of one partition: its segments in their order, and what lies beside them. */
final class PartitionInspector {
    private final Tools tools;
    private final Findings findings;
    private final LogInspector logs;
    private final Path directory;
    // Before each file's name in findings: the partition, where several are inspected.
    private final String prefix;
    private final TreeMap<Long, Map<FileKind, FileName>> segments = new TreeMap<>();
    private final List<FileName> others = new ArrayList<>();
    private final List<Item.Segment> rows = new ArrayList<>();
    private String topicId = "";
    private boolean compacted;
    // Whether segments were left out, as nothing of them was to be shown.
    private boolean skipped;

    /**
     * @param prefix before each file's name in findings; empty for none
     * @param compacted whether the cleaner is known to work here
     * @param logs counts what is shown, over all partitions
     */
    PartitionInspector(
            Tools tools, Path directory, String prefix, boolean compacted, LogInspector logs) {
        this.tools = tools;
        this.findings = tools.findings();
        this.logs = logs;
        this.directory = directory;
        this.prefix = prefix;
        this.compacted = compacted;
        for (Path path : DirectoryFiles.of(directory, prefix, findings)) {
            FileName name = FileName.of(path);
            boolean isOfSegment = name.baseOffset() >= 0 && name.state().isEmpty();
            if (isOfSegment && name.kind() != FileKind.PRODUCER_SNAPSHOT) {
                segments.computeIfAbsent(name.baseOffset(), base -> new TreeMap<>())
                        .put(name.kind(), name);
            } else {
                others.add(name);
            }
        }
    }

    /** Whether there is any file that a log has. */
    boolean isPartition() {
        return !segments.isEmpty()
                || others.stream().anyMatch(name -> name.kind() == FileKind.PARTITION_METADATA);
    }

    /** Walks all segments. Rows and batches are shown as the options say; sums are returned. */
    Item.Partition inspect(boolean showRows) {
        readOthers();
        List<LogFigures> figures = new ArrayList<>();
        for (Map.Entry<Long, Map<FileKind, FileName>> entry : segments.entrySet()) {
            FileName log = entry.getValue().get(FileKind.LOG);
            if (log == null) {
                orphans(entry.getValue());
            } else if (isWanted(entry.getKey())) {
                boolean isActive = entry.getKey().equals(lastLog());
                segment(log, entry.getValue(), isActive, figures);
            }
        }
        if (!skipped) {
            checkOrder(figures);
        }
        if (showRows) {
            tools.view().head(Head.SEGMENTS);
            rows.forEach(tools.view()::show);
        }
        temporaries(showRows);
        return sums(figures);
    }

    /** What each segment holds. */
    List<Item.Segment> rows() {
        return rows;
    }

    /** As partition.metadata says; empty when it does not. */
    String topicId() {
        return topicId;
    }

    /** Whether not all segments were read, so that the sums are not those of the partition. */
    boolean isPartial() {
        return skipped || logs.isDone();
    }

    private boolean isWanted(long baseOffset) {
        Long nextBase = segments.higherKey(baseOffset);
        long last = nextBase == null ? Long.MAX_VALUE : nextBase - 1;
        boolean wanted = !logs.isDone() && logs.mayShow(baseOffset, last);
        skipped = skipped || !wanted;
        return wanted;
    }

    private @Nullable Long lastLog() {
        for (Map.Entry<Long, Map<FileKind, FileName>> entry : segments.descendingMap().entrySet()) {
            if (entry.getValue().containsKey(FileKind.LOG)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void orphans(Map<FileKind, FileName> files) {
        for (FileName name : files.values()) {
            findings.wrong(
                    prefix + name.name(), Finding.WHOLE, "its log, of the same number, is missing");
        }
    }

    private void segment(
            FileName log,
            Map<FileKind, FileName> files,
            boolean isActive,
            List<LogFigures> figures) {
        long wrongBefore = findings.wrongCount();
        if (tools.options().detail() != Detail.SUMMARY) {
            tools.view().remark(prefix + log.name());
        }
        try (Opened opened = new Opened(files);
                SourceFile file = SourceFile.open(directory.resolve(log.name()))) {
            long sizeInBytes = file.size();
            LogFigures sums =
                    logs.walk(file, prefix + log.name(), log, opened.indexes(log, sizeInBytes));
            compacted = compacted || sums.hasGaps();
            if (!isActive && opened.offsets == null && sizeInBytes > 0) {
                findings.note(
                        prefix + log.name(),
                        Finding.WHOLE,
                        "it has no offset index; the next start makes one");
            }
            boolean right = findings.wrongCount() == wrongBefore;
            String state = !right ? "damaged" : isActive ? "active" : "closed";
            rows.add(row(log, file.size(), sums, opened, state));
            figures.add(sums);
        } catch (ReadFault e) {
            unreadable(prefix + log.name(), e);
        }
    }

    /** A node that runs deletes files; that is no fault. */
    private void unreadable(String name, ReadFault fault) {
        String why = String.valueOf(fault.getMessage());
        if (fault.getCause() instanceof NoSuchFileException) {
            findings.note(name, Finding.WHOLE, why);
        } else {
            findings.wrong(name, Finding.WHOLE, why);
        }
    }

    /** The index files of one segment, opened before its log: a node writes them after it. */
    private final class Opened implements AutoCloseable {
        private final @Nullable IndexEntries offsets;
        private final @Nullable IndexEntries times;

        Opened(Map<FileKind, FileName> files) {
            offsets = open(files.get(FileKind.OFFSET_INDEX), IndexEntries.OFFSET_ENTRY_BYTES);
            times = open(files.get(FileKind.TIME_INDEX), IndexEntries.TIME_ENTRY_BYTES);
            FileName txns = files.get(FileKind.TXN_INDEX);
            IndexEntries aborted = open(txns, IndexEntries.TXN_ENTRY_BYTES);
            if (txns != null && aborted != null) {
                TxnIndexFile.check(prefix + txns.name(), aborted, findings);
                aborted.file().close();
            }
        }

        private @Nullable IndexEntries open(@Nullable FileName name, int entryBytes) {
            if (name == null) {
                return null;
            }
            try {
                SourceFile file = SourceFile.open(directory.resolve(name.name()));
                return new IndexEntries(file, entryBytes);
            } catch (ReadFault e) {
                unreadable(prefix + name.name(), e);
                return null;
            }
        }

        Indexes indexes(FileName log, long sizeInBytes) {
            return new Indexes(
                    offsets == null
                            ? null
                            : new OffsetIndexCheck(
                                    prefix + offsets.file().name(),
                                    offsets,
                                    log.baseOffset(),
                                    sizeInBytes,
                                    findings),
                    times == null
                            ? null
                            : new TimeIndexCheck(
                                    prefix + times.file().name(),
                                    times,
                                    log.baseOffset(),
                                    findings));
        }

        @Override
        public void close() {
            if (offsets != null) {
                offsets.file().close();
            }
            if (times != null) {
                times.file().close();
            }
        }
    }

    private Item.Segment row(
            FileName log,
            long sizeInBytes,
            LogFigures sums,
            @Nullable Opened opened,
            String state) {
        IndexEntries offsets = opened == null ? null : opened.offsets;
        IndexEntries times = opened == null ? null : opened.times;
        return new Item.Segment(
                prefix + log.name(),
                log.baseOffset(),
                Math.max(sums.endOffset(), log.baseOffset()),
                sizeInBytes,
                sums.batchCount(),
                sums.recordCount(),
                sums.firstTimestampMs(),
                sums.maxTimestampMs(),
                offsets == null ? -1 : offsets.count(),
                times == null ? -1 : times.count(),
                state);
    }

    /** Segments follow one another: what one ends with, the next begins with. */
    private void checkOrder(List<LogFigures> figures) {
        for (int i = 1; i < rows.size() && i < figures.size(); i++) {
            Item.Segment before = rows.get(i - 1);
            Item.Segment row = rows.get(i);
            if (row.baseOffset() < before.endOffset()) {
                findings.wrong(
                        row.file(),
                        0,
                        "it begins with offset %d, and %s ends with %d: offsets do not rise"
                                .formatted(
                                        row.baseOffset(), before.file(), before.endOffset() - 1));
            } else if (row.baseOffset() > before.endOffset() && !compacted) {
                findings.wrong(
                        row.file(),
                        0,
                        ("offsets %d to %d are missing: %s ends before them, and nothing was"
                                        + " compacted here; a segment is gone")
                                .formatted(
                                        before.endOffset(), row.baseOffset() - 1, before.file()));
            }
        }
    }

    private void readOthers() {
        FileInspector files = new FileInspector(tools);
        for (FileName name : others) {
            String told = prefix + name.name();
            switch (name.kind()) {
                case FOREIGN ->
                        findings.note(
                                told, Finding.WHOLE, "a foreign file: no log has such a name");
                case TEMPORARY ->
                        findings.note(
                                told,
                                Finding.WHOLE,
                                "left over from a file that was being replaced");
                case PRODUCER_SNAPSHOT, LEADER_EPOCHS, PARTITION_METADATA, QUORUM_STATE -> {
                    if (name.state().isEmpty()) {
                        small(files, name, told);
                    }
                }
                default -> {
                    // Logs and indexes on their way out or in are rows of their own.
                }
            }
        }
    }

    private void small(FileInspector files, FileName name, String told) {
        try (SourceFile file = SourceFile.open(directory.resolve(name.name()))) {
            List<? extends Item> items = files.read(file, told, name.kind());
            for (Item item : items == null ? List.<Item>of() : items) {
                if (item instanceof Item.Property p && p.key().equals("topic_id")) {
                    topicId = p.value();
                }
            }
        } catch (ReadFault e) {
            unreadable(told, e);
        }
    }

    /** Logs that are on their way out or in, and snapshots of metadata: looked at, never wrong. */
    private void temporaries(boolean showRows) {
        findings.lenient(true);
        for (FileName name : others) {
            if (!name.kind().hasBatches()) {
                continue;
            }
            try (SourceFile file = SourceFile.open(directory.resolve(name.name()))) {
                InspectOptions summary = tools.options().with(Detail.SUMMARY);
                LogFigures sums =
                        new LogInspector(
                                        summary,
                                        tools.view(),
                                        findings,
                                        tools.progress(),
                                        tools.compression())
                                .walk(file, prefix + name.name(), name, Indexes.NONE);
                String state = name.state().isEmpty() ? "snapshot" : name.state();
                if (showRows) {
                    tools.view().show(row(name, file.size(), sums, null, state));
                }
            } catch (ReadFault e) {
                findings.note(prefix + name.name(), Finding.WHOLE, String.valueOf(e.getMessage()));
            }
        }
        findings.lenient(false);
    }

    private Item.Partition sums(List<LogFigures> figures) {
        long sizeInBytes = rows.stream().mapToLong(Item.Segment::sizeInBytes).sum();
        long batches = figures.stream().mapToLong(LogFigures::batchCount).sum();
        long maxTimestamp = figures.stream().mapToLong(LogFigures::maxTimestampMs).max().orElse(-1);
        boolean damaged = rows.stream().anyMatch(row -> row.state().equals("damaged"));
        return new Item.Partition(
                String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
                topicId,
                rows.size(),
                rows.isEmpty() ? 0 : rows.get(0).baseOffset(),
                rows.isEmpty() ? 0 : rows.getLast().endOffset(),
                sizeInBytes,
                batches,
                maxTimestamp,
                damaged ? "damaged" : "good");
    }
}
