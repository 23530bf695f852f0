package strata.cli.inspect;

import java.nio.ByteBuffer;
import strata.cli.inspect.InspectOptions.Detail;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;

/** Walks one file of batches once: checks it, adds it up, and shows of it what is asked for. */
final class LogInspector {
    private final InspectOptions options;
    private final View view;
    private final Findings findings;
    private final ScanProgress progress;
    private final Compression compression;
    // Counts over all files: the limit is for all that is shown.
    private long shown;

    LogInspector(
            InspectOptions options,
            View view,
            Findings findings,
            ScanProgress progress,
            Compression compression) {
        this.options = options;
        this.view = view;
        this.findings = findings;
        this.progress = progress;
        this.compression = compression;
    }

    /** The index files beside a log, as far as they are there. */
    record Indexes(@Nullable OffsetIndexCheck offsets, @Nullable TimeIndexCheck times) {
        static final Indexes NONE = new Indexes(null, null);

        void batch(Piece.Found found) {
            BatchHeader header = found.header();
            if (offsets != null) {
                offsets.batch(found.position(), header.lastOffset());
            }
            if (times != null) {
                times.batch(header.lastOffset(), header.maxTimestampMs());
            }
        }

        void end() {
            if (offsets != null) {
                offsets.end();
            }
            if (times != null) {
                times.end();
            }
        }
    }

    /** Whether as much was shown as is wanted, so that the rest need not be read. */
    boolean isDone() {
        return shown >= options.limit() && isSelective();
    }

    /** Whether offsets from one to another need be read at all. */
    boolean mayShow(long from, long to) {
        return !isSelective() || options.offsets().touches(from, to);
    }

    /**
     * Walks a file.
     *
     * @param name what findings call it
     */
    LogFigures walk(SourceFile file, String name, FileName parts, Indexes indexes) {
        LogFigures figures = new LogFigures();
        BatchChecks checks = new BatchChecks(name, parts.baseOffset(), findings);
        BatchScan scan = new BatchScan(file, parts.baseOffset(), !options.quick(), progress);
        for (Piece piece = scan.next(); piece != null; piece = scan.next()) {
            boolean right = checks.check(piece);
            if (piece instanceof Piece.Found found) {
                // What a wrong CRC covers may all be wrong; where batches start is still true.
                if (!found.isCrcWrong()) {
                    figures.add(found.header());
                }
                indexes.batch(found);
                show(file, name, found, right);
            }
            if (isDone() || isBehind(piece)) {
                return figures;
            }
        }
        indexes.end();
        if (scan.wasCutMeanwhile()) {
            findings.note(name, file.size(), "the file was cut while it was read");
        }
        return figures;
    }

    /** Whether only what is shown need be read. */
    private boolean isSelective() {
        return showsBatches() && !options.check();
    }

    private boolean showsBatches() {
        return options.detail() != Detail.SUMMARY;
    }

    private boolean isBehind(Piece piece) {
        return piece instanceof Piece.Found found
                && isSelective()
                && !found.isCrcWrong()
                && found.header().baseOffset() > options.offsets().last();
    }

    private void show(SourceFile file, String name, Piece.Found found, boolean right) {
        BatchHeader header = found.header();
        boolean wanted =
                shown < options.limit()
                        && showsBatches()
                        && (options.offsets().isAll()
                                || options.offsets()
                                        .touches(header.baseOffset(), header.lastOffset()));
        Item.Batch item = item(name, found);
        boolean deep = options.check() || options.detail() == Detail.RECORDS;
        if (wanted && options.detail() != Detail.HEX) {
            view.show(item);
            shown += options.detail() == Detail.BATCHES ? 1 : 0;
        }
        if (wanted && options.detail() == Detail.HEX) {
            ByteBuffer batch = BatchBytes.read(file, found, findings, name);
            if (batch != null) {
                view.dump(item, batch, compression);
                shown++;
            }
        }
        // A batch with a wrong CRC is unpacked only where somebody wants to see it.
        if (deep && (right || (wanted && options.detail() == Detail.RECORDS))) {
            records(file, name, found, wanted && options.detail() == Detail.RECORDS);
        }
    }

    private void records(SourceFile file, String name, Piece.Found found, boolean wanted) {
        ByteBuffer batch = BatchBytes.read(file, found, findings, name);
        if (batch == null) {
            return;
        }
        RecordsWalk walk = new RecordsWalk(name, found.position(), batch, options);
        walk.run(compression, findings, record -> showRecord(record, wanted));
    }

    private void showRecord(Item.RecordShown record, boolean wanted) {
        if (wanted && shown < options.limit() && options.offsets().contains(record.offset())) {
            view.show(record);
            shown++;
        }
    }

    private static Item.Batch item(String name, Piece.Found found) {
        BatchHeader header = found.header();
        return new Item.Batch(
                name,
                found.position(),
                found.sizeInBytes(),
                header.baseOffset(),
                header.lastOffset(),
                header.count(),
                header.partitionLeaderEpoch(),
                header.magic(),
                Values.crc(header.crc()),
                found.crc() == null ? null : found.isCrcRight(),
                Values.compression(header),
                header.timestampType().configName(),
                header.isTransactional(),
                header.isControl(),
                header.hasDeleteHorizon(),
                header.baseTimestampMs(),
                header.maxTimestampMs(),
                header.producerId(),
                header.producerEpoch(),
                header.baseSequence());
    }
}
