package strata.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.RecordIterator;

/** Batches to test with. The tests of layer 2 use them, too. */
public final class Batches {
    /** 2026-01-01. */
    public static final long NOW_MS = 1_767_225_600_000L;

    private Batches() {}

    /** A batch of records that hold these values, one millisecond apart. */
    public static ByteBuffer of(String... values) {
        return at(0, NOW_MS, values);
    }

    /** The same at an offset and a time. */
    public static ByteBuffer at(long baseOffset, long firstTimestampMs, String... values) {
        BatchWriter batch = new BatchWriter(BatchSpec.at(baseOffset), Compression.UNSUPPORTED);
        for (int i = 0; i < values.length; i++) {
            batch.add(firstTimestampMs + i, null, bytes(values[i]), List.of());
        }
        return batch.build();
    }

    /** A batch of one record of each of these timestamps. */
    public static ByteBuffer withTimestamps(long... timestampsMs) {
        BatchWriter batch = new BatchWriter(BatchSpec.at(0), Compression.UNSUPPORTED);
        for (long timestampMs : timestampsMs) {
            batch.add(timestampMs, null, bytes("t" + timestampMs), List.of());
        }
        return batch.build();
    }

    /** A batch with everything a record can have, drawn at random. */
    public static ByteBuffer random(Random random, BatchSpec spec, Compression compression) {
        BatchWriter batch = new BatchWriter(spec, compression);
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<RecordHeader> headers = new ArrayList<>();
            for (int h = random.nextInt(5) - 2; h > 0; h--) {
                headers.add(new RecordHeader("h" + random.nextInt(99), randomBytes(random, 9)));
            }
            long timestampMs = NOW_MS + random.nextInt(100_000) - 50_000;
            batch.add(timestampMs, randomBytes(random, 12), randomBytes(random, 300), headers);
        }
        return batch.build();
    }

    /** Null, empty, or up to {@code limit} random bytes. */
    public static @Nullable ByteBuffer randomBytes(Random random, int limit) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? 0 : random.nextInt(limit)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Batches one behind the other, in a direct buffer, as they come from the network. */
    public static ByteBuffer joined(ByteBuffer... batches) {
        int size = Arrays.stream(batches).mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer joined = ByteBuffer.allocateDirect(size);
        for (ByteBuffer batch : batches) {
            joined.put(batch.duplicate());
        }
        return joined.flip();
    }

    /** All records of all batches in a buffer. */
    public static List<Record> records(ByteBuffer batches, Compression compression) {
        List<Record> records = new ArrayList<>();
        ByteBuffer rest = batches.duplicate();
        while (rest.hasRemaining()) {
            try (RecordIterator iterator = BatchRecords.of(rest, compression)) {
                iterator.forEachRemaining(records::add);
            }
            rest.position(rest.position() + BatchHeader.at(rest, rest.position()).sizeInBytes());
        }
        return records;
    }

    /** The values of all records, as text. */
    public static List<String> values(byte[] batches) {
        return records(ByteBuffer.wrap(batches), Compression.UNSUPPORTED).stream()
                .map(r -> text(r.value()))
                .toList();
    }

    /** Sets the right CRC after a test has changed a batch. */
    public static ByteBuffer withCrc(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        header.setCrc(Crc.ofBatch(batch, batch.position(), header.sizeInBytes()));
        return batch;
    }

    public static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    public static ByteBuffer copyOf(ByteBuffer bytes) {
        return ByteBuffer.wrap(copy(bytes));
    }

    public static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
