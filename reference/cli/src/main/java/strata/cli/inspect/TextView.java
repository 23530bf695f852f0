package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import strata.cli.Style;
import strata.kernel.log.Compression;

/** For a person: tables and trees. */
final class TextView implements View {
    private static final String BATCH_ROW = "%10s  %-21s %7s %9s  %-6s  %-23s  %s";
    private static final String SEGMENT_ROW = "%10s %10s %10s %8s %9s  %-19s  %-19s %7s %7s  %s";
    private static final String PARTITION_ROW = "%-32s %8s %10s %10s %10s %8s  %-19s  %s";
    private static final String FIELD_ROW = "%10s  %-23s  %-22s %s";
    private static final int HEX_PER_LINE = 8;

    private final Output output;
    private final boolean styled;
    // Whether batches are rows below a head; else each is the root of a tree.
    private boolean batchTable;

    TextView(Output output, boolean styled) {
        this.output = output;
        this.styled = styled;
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation is in no jar of ours.
    private void row(String format, Object... cells) {
        output.line(String.format(Locale.ROOT, format, cells).stripTrailing());
    }

    @SuppressWarnings("AnnotateFormatMethod") // As above.
    private void headRow(String format, Object... cells) {
        String line = String.format(Locale.ROOT, format, cells).stripTrailing();
        output.line(Style.DIM.of(line, styled));
    }

    @Override
    public void remark(String text) {
        output.line(Bytes.escaped(text));
    }

    @Override
    public void head(Head head) {
        switch (head) {
            case SEGMENTS ->
                    headRow(
                            SEGMENT_ROW,
                            "offsets",
                            "end",
                            "size",
                            "batches",
                            "records",
                            "first time (UTC)",
                            "greatest time",
                            "index",
                            "times",
                            "state");
            case PARTITIONS ->
                    headRow(
                            PARTITION_ROW,
                            "partition",
                            "segments",
                            "offsets",
                            "end",
                            "size",
                            "batches",
                            "greatest time (UTC)",
                            "state");
            case BATCHES -> {
                batchTable = true;
                headRow(
                        BATCH_ROW,
                        "at byte",
                        "offsets",
                        "records",
                        "bytes",
                        "codec",
                        "greatest time (UTC)",
                        "");
            }
            case OFFSET_ENTRIES -> headRow("%10s %20s  %s", "at byte", "offset", "byte of the log");
            case TIME_ENTRIES ->
                    headRow("%10s %20s  %s", "at byte", "offset", "greatest time (UTC)");
            case ABORTED ->
                    headRow(
                            "%10s %12s  %-21s %s",
                            "at byte", "producer", "offsets", "last stable offset");
            case PRODUCERS ->
                    headRow(
                            "%10s %12s %6s %10s %12s  %-23s %12s",
                            "at byte",
                            "producer",
                            "epoch",
                            "sequence",
                            "last offset",
                            "time (UTC)",
                            "transaction");
            case EPOCHS -> headRow("%10s %20s", "epoch", "from offset");
            case CHECKPOINTS -> headRow("%-40s %10s %20s", "topic", "partition", "offset");
        }
    }

    @Override
    public void show(Item item) {
        switch (item) {
            case Finding finding -> finding(finding);
            case Item.Batch batch -> batch(batch);
            case Item.RecordShown record -> record(record);
            case Item.OffsetEntry e ->
                    row("%10d %20d  %d", e.position(), e.offset(), e.logPosition());
            case Item.TimeEntry e ->
                    row("%10d %20d  %s", e.position(), e.offset(), Values.time(e.timestamp()));
            case Item.AbortedTransaction e ->
                    row(
                            "%10d %12d  %-21s %d",
                            e.position(),
                            e.producerId(),
                            e.firstOffset() + ".." + e.lastOffset(),
                            e.lastStableOffset());
            case Item.Producer p ->
                    row(
                            "%10d %12d %6d %10d %12d  %-23s %12s",
                            p.position(),
                            p.producerId(),
                            p.producerEpoch(),
                            p.lastSequence(),
                            p.lastOffset(),
                            Values.time(p.timestamp()),
                            Values.orDash(p.currentTxnFirstOffset()));
            case Item.Epoch e -> row("%10d %20d", e.epoch(), e.startOffset());
            case Item.Checkpoint c ->
                    row("%-40s %10d %20d", Bytes.escaped(c.topic()), c.partition(), c.offset());
            case Item.Property p ->
                    row("%-16s %s", Bytes.escaped(p.key()), Bytes.escaped(p.value()));
            case Item.Segment segment -> segment(segment);
            case Item.Partition partition -> partition(partition);
            case Item.LogFile file -> logFile(file);
            case Item.Directory directory -> directory(directory);
            case Item.Total total -> total(total);
        }
    }

    private void finding(Finding finding) {
        String word =
                finding.wrong() ? Style.RED.of("wrong", styled) : Style.YELLOW.of("note ", styled);
        String place = finding.position() < 0 ? "" : " at byte " + finding.position();
        output.line(
                "%s  %s%s: %s"
                        .formatted(
                                word,
                                Bytes.escaped(finding.file()),
                                place,
                                Bytes.escaped(finding.what())));
    }

    private void batch(Item.Batch batch) {
        String offsets = batch.baseOffset() + ".." + batch.lastOffset();
        String bits = String.join(", ", bits(batch));
        if (batchTable) {
            row(
                    BATCH_ROW,
                    batch.position(),
                    offsets,
                    batch.count(),
                    batch.sizeInBytes(),
                    batch.compression(),
                    Values.time(batch.maxTimestamp()),
                    bits);
            return;
        }
        output.line(
                Style.BOLD.of("batch at " + batch.position(), styled)
                        + ": offsets %s, %s, %d bytes, %s, leader epoch %d, CRC %s%s%s"
                                .formatted(
                                        offsets,
                                        Values.count(batch.count(), "record"),
                                        batch.sizeInBytes(),
                                        batch.compression(),
                                        batch.partitionLeaderEpoch(),
                                        batch.crc(),
                                        crcWord(batch),
                                        bits.isEmpty() ? "" : ", " + bits));
    }

    private static String crcWord(Item.Batch batch) {
        Boolean right = batch.crcRight();
        return right == null ? "" : right ? " right" : " wrong";
    }

    private static List<String> bits(Item.Batch batch) {
        List<String> bits = new ArrayList<>();
        if (batch.producerId() >= 0) {
            bits.add(
                    "producer %d epoch %d sequence %d"
                            .formatted(
                                    batch.producerId(),
                                    batch.producerEpoch(),
                                    batch.baseSequence()));
        }
        if (batch.transactional()) {
            bits.add("transactional");
        }
        if (batch.control()) {
            bits.add("control");
        }
        if (batch.deleteHorizon()) {
            bits.add("delete horizon " + Values.time(batch.baseTimestamp()));
        }
        if (batch.timestampType().equals("LogAppendTime")) {
            bits.add("LogAppendTime");
        }
        return bits;
    }

    private void record(Item.RecordShown record) {
        StringBuilder line = new StringBuilder("  ");
        Long position = record.position();
        String at = position != null ? position.toString() : "+" + record.plainPosition();
        line.append(record.offset()).append(" at ").append(at);
        line.append("  ").append(Values.time(record.timestamp()));
        String control = record.control();
        if (control != null) {
            line.append("  ").append(Style.CYAN.of(control, styled));
            output.line(line.toString());
            return;
        }
        Bytes key = record.key();
        Bytes value = record.value();
        line.append("  key ").append(key == null ? "null" : key.forPeople());
        line.append("  value ").append(value == null ? "null" : value.forPeople());
        for (Item.Header header : record.headers()) {
            Bytes headerValue = header.value();
            line.append("  header ").append(header.name().forPeople()).append('=');
            line.append(headerValue == null ? "null" : headerValue.forPeople());
        }
        output.line(line.toString());
    }

    private void segment(Item.Segment s) {
        row(
                SEGMENT_ROW,
                s.baseOffset(),
                s.endOffset(),
                Values.size(s.sizeInBytes()),
                s.batches(),
                s.records(),
                Values.seconds(s.firstTimestamp()),
                Values.seconds(s.maxTimestamp()),
                Values.orDash(s.indexEntries()),
                Values.orDash(s.timeIndexEntries()),
                state(s.state()));
    }

    private String state(String state) {
        return state.equals("damaged") ? Style.RED.of(state, styled) : state;
    }

    private void partition(Item.Partition p) {
        row(
                PARTITION_ROW,
                Bytes.escaped(p.directory()),
                p.segments(),
                p.startOffset(),
                p.endOffset(),
                Values.size(p.sizeInBytes()),
                p.batches(),
                Values.seconds(p.maxTimestamp()),
                state(p.state()));
    }

    private void logFile(Item.LogFile file) {
        if (file.batches() == 0) {
            output.line("no batch");
            return;
        }
        output.line(
                "%s, %s, offsets %d..%d, %s to %s"
                        .formatted(
                                Values.count(file.batches(), "batch"),
                                Values.count(file.records(), "record"),
                                file.startOffset(),
                                file.endOffset() - 1,
                                Values.time(file.firstTimestamp()),
                                Values.time(file.maxTimestamp())));
    }

    private void directory(Item.Directory directory) {
        String process = directory.process() > 0 ? " (process " + directory.process() + ")" : "";
        output.line(Bytes.escaped(directory.directory()) + ": " + directory.state() + process);
    }

    private void total(Item.Total total) {
        if (total.wrong() == 0) {
            output.line(
                    Style.GREEN.of("nothing is wrong", styled)
                            + (total.notes() > 0
                                    ? ", " + Values.count(total.notes(), "note")
                                    : ""));
        } else {
            String things = total.wrong() == 1 ? "1 thing is" : total.wrong() + " things are";
            output.line(Style.RED.of(things + " wrong", styled));
        }
    }

    @Override
    public void dump(Item.Batch item, ByteBuffer batch, Compression compression) {
        batchTable = false;
        batch(item);
        new BatchDump(item.position(), batch, this::field).run(compression);
    }

    private void field(BatchDump.Field field) {
        byte[] bytes = field.bytes().shown();
        String at = (field.unpacked() ? "+" : "") + field.position();
        String hex = hex(bytes, 0);
        row(FIELD_ROW, at, hex, field.name(), field.value());
        for (int from = HEX_PER_LINE; from < bytes.length; from += HEX_PER_LINE) {
            row(FIELD_ROW, "", hex(bytes, from), "", "");
        }
        if (field.bytes().isCut()) {
            int left = field.bytes().sizeInBytes() - bytes.length;
            row(FIELD_ROW, "", "… " + left + " bytes more", "", "");
        }
    }

    private static String hex(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + HEX_PER_LINE);
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }
}
