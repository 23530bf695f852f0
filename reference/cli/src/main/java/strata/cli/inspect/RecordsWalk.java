package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import strata.cli.inspect.BatchRecords.Decoded;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampType;

/** Reads the records of one batch, and says where they are not what the header promises. */
final class RecordsWalk {
    /** As much as the meaning of a control record needs. */
    private static final int SHOWN_MIN = 16;

    private final String name;
    private final long batchPosition;
    private final ByteBuffer batch;
    private final BatchHeader header;
    private final InspectOptions options;
    private int previousDelta = -1;
    private long maxTimestampMs = -1;

    RecordsWalk(String name, long batchPosition, ByteBuffer batch, InspectOptions options) {
        this.name = name;
        this.batchPosition = batchPosition;
        this.batch = batch;
        this.header = BatchHeader.at(batch, 0);
        this.options = options;
    }

    /** Reads all of them, up to the first that cannot be read. */
    void run(Compression compression, Findings findings, Consumer<Item.RecordShown> sink) {
        int wanted = options.shownBytesMax();
        int shownMax = header.isControl() ? Math.max(wanted, SHOWN_MIN) : wanted;
        long at = 0;
        int done = 0;
        try (BatchRecords records = new BatchRecords(batch, compression, shownMax, null)) {
            for (; done < header.count(); done++) {
                at = records.position();
                Decoded record = records.next();
                check(record, done, findings);
                sink.accept(item(record));
            }
            at = records.position();
            if (records.hasRemaining()) {
                wrong(findings, at, "bytes are left after the last of " + done + " records");
            }
            checkTimestamp(findings);
        } catch (CorruptDataException e) {
            wrong(findings, at, "record " + done + " of " + header.count() + ": " + e.getMessage());
        }
    }

    private void check(Decoded record, int number, Findings findings) {
        maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs());
        int delta = record.offsetDelta();
        if (delta <= previousDelta || delta > header.lastOffsetDelta()) {
            wrong(
                    findings,
                    record.position(),
                    "record %d has the offset %d, in a batch of %s, after %d"
                            .formatted(
                                    number,
                                    header.baseOffset() + delta,
                                    Values.offsets(header),
                                    header.baseOffset() + previousDelta));
        }
        previousDelta = Math.max(previousDelta, delta);
    }

    private void checkTimestamp(Findings findings) {
        boolean isCreated = header.timestampType() == TimestampType.CREATE_TIME;
        if (isCreated && header.count() > 0 && maxTimestampMs != header.maxTimestampMs()) {
            findings.wrong(
                    name,
                    batchPosition,
                    "the batch's greatest time is %d, that of its records is %d"
                            .formatted(header.maxTimestampMs(), maxTimestampMs));
        }
    }

    private boolean isPlain() {
        return header.compression() == CompressionType.NONE;
    }

    private void wrong(Findings findings, long plainPosition, String what) {
        if (isPlain()) {
            findings.wrong(name, batchPosition + BatchHeader.SIZE + plainPosition, what);
        } else {
            String where = " (byte " + plainPosition + " of the batch's unpacked records)";
            findings.wrong(name, batchPosition, what + where);
        }
    }

    private Item.RecordShown item(Decoded record) {
        int sequence = header.baseSequence();
        String control =
                header.isControl() ? ControlRecord.meaning(record.key(), record.value()) : null;
        return new Item.RecordShown(
                name,
                batchPosition,
                isPlain() ? batchPosition + BatchHeader.SIZE + record.position() : null,
                isPlain() ? null : record.position(),
                record.sizeInBytes(),
                header.baseOffset() + record.offsetDelta(),
                record.timestampMs(),
                // Sequences begin at 0 again after the greatest.
                sequence < 0 ? -1 : (sequence + record.offsetDelta()) & Integer.MAX_VALUE,
                record.key(),
                record.value(),
                record.headers(),
                control);
    }
}
