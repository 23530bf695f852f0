package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A snapshot of the producers' state: a version, 1; the CRC-32C of all that follows; a count; so
 * many producers of 46 bytes (Kafka's ProducerSnapshot.json).
 */
final class SnapshotFile {
    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int CRC_START = 6;
    private static final int FIRST_AT = 10;
    private static final int PRODUCER_BYTES = 46;

    private SnapshotFile() {}

    /** The producers that can be read; what is wrong is a finding. */
    static List<Item.Producer> read(SourceFile file, String name, Findings findings) {
        ByteBuffer bytes = SmallFile.bytes(file, name, findings);
        if (bytes == null) {
            return List.of();
        }
        if (bytes.limit() < FIRST_AT) {
            findings.wrong(name, 0, bytes.limit() + " bytes are too few for a snapshot");
            return List.of();
        }
        if (bytes.getShort(0) != VERSION) {
            findings.wrong(name, 0, "the version is " + bytes.getShort(0) + ", not " + VERSION);
            return List.of();
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(CRC_START, bytes.limit() - CRC_START));
        long stored = Integer.toUnsignedLong(bytes.getInt(CRC_AT));
        if (crc.getValue() != stored) {
            findings.wrong(
                    name,
                    CRC_AT,
                    "the CRC is %s, the bytes have %s"
                            .formatted(Values.crc(stored), Values.crc(crc.getValue())));
        }
        int count = bytes.getInt(CRC_START);
        long expected = FIRST_AT + (long) count * PRODUCER_BYTES;
        if (count < 0 || expected != bytes.limit()) {
            findings.wrong(
                    name,
                    CRC_START,
                    "a count of %d producers, and %d bytes for them"
                            .formatted(count, bytes.limit() - FIRST_AT));
        }
        List<Item.Producer> producers = new ArrayList<>();
        for (int at = FIRST_AT;
                at + PRODUCER_BYTES <= bytes.limit() && producers.size() < count;
                at += PRODUCER_BYTES) {
            producers.add(producer(name, bytes, at));
        }
        return producers;
    }

    private static Item.Producer producer(String name, ByteBuffer bytes, int at) {
        return new Item.Producer(
                name,
                at,
                bytes.getLong(at),
                bytes.getShort(at + 8),
                bytes.getInt(at + 10),
                bytes.getLong(at + 14),
                bytes.getInt(at + 22),
                bytes.getLong(at + 26),
                bytes.getInt(at + 34),
                bytes.getLong(at + 38));
    }
}
