package strata.conformance.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;

/** Changes to a good batch, such as errors and attackers make. */
final class Mutation {
    private static final int[] HEADER_FIELDS = {8, 16, 21, 23, 27, 35, 43, 51, 53, 57};
    private static final byte[][] VARINTS = {
        {0},
        {1},
        {2},
        {3},
        {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
        {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
        {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x7f},
        {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0},
        {(byte) 0x80, 0},
    };

    private Mutation() {}

    /** Any change, of any kind; the CRC is mostly set right, else it would catch everything. */
    static ByteBuffer of(ByteBuffer batch, Random random, Compression compression) {
        ByteBuffer mutated =
                switch (random.nextInt(8)) {
                    case 0 -> withField(batch, random);
                    case 1 -> withSmallField(batch, random);
                    case 2 -> withSize(batch, random);
                    case 3 -> withByteAnywhere(batch, random);
                    default -> withChangedRecords(batch, random, compression);
                };
        return random.nextInt(10) == 0 ? mutated : withCrc(mutated);
    }

    /** The batch with other bytes as its records, and the length and CRC to go with them. */
    static ByteBuffer withRecords(ByteBuffer batch, byte[] records) {
        ByteBuffer changed = ByteBuffer.allocate(BatchHeader.SIZE + records.length);
        changed.put(0, batch, batch.position(), BatchHeader.SIZE);
        changed.put(BatchHeader.SIZE, records);
        changed.putInt(8, changed.limit() - BatchHeader.LOG_OVERHEAD);
        return withCrc(changed);
    }

    /** Sets the CRC of everything that is there, whatever the length says. */
    static ByteBuffer withCrc(ByteBuffer batch) {
        if (batch.limit() >= BatchHeader.SIZE) {
            CRC32C crc = new CRC32C();
            crc.update(batch.duplicate().position(BatchHeader.CRC_START));
            batch.putInt(17, (int) crc.getValue());
        }
        return batch;
    }

    private static ByteBuffer withField(ByteBuffer batch, Random random) {
        ByteBuffer mutated = KafkaBatches.copyOf(batch);
        int field = HEADER_FIELDS[random.nextInt(HEADER_FIELDS.length)];
        return mutated.put(field + random.nextInt(2), (byte) random.nextInt());
    }

    private static ByteBuffer withSmallField(ByteBuffer batch, Random random) {
        ByteBuffer mutated = KafkaBatches.copyOf(batch);
        return switch (random.nextInt(6)) {
            case 0 -> mutated.putInt(8, mutated.getInt(8) + random.nextInt(7) - 3);
            case 1 -> mutated.putInt(23, mutated.getInt(23) + random.nextInt(3) - 1);
            case 2 -> mutated.putInt(57, mutated.getInt(57) + random.nextInt(3) - 1);
            case 3 -> mutated.putLong(35, random.nextLong() >> random.nextInt(64));
            case 4 -> mutated.putShort(21, (short) random.nextInt(0x80));
            default -> {
                int count = random.nextInt(3) - 1;
                yield mutated.putInt(57, count).putInt(23, count - 1);
            }
        };
    }

    /** Cut, or with bytes behind it; with a length that says so, or not. */
    private static ByteBuffer withSize(ByteBuffer batch, Random random) {
        int size = random.nextInt(batch.limit() + 20);
        ByteBuffer mutated = ByteBuffer.wrap(Arrays.copyOf(KafkaBatches.copy(batch), size));
        if (size >= BatchHeader.LOG_OVERHEAD && random.nextBoolean()) {
            mutated.putInt(8, size - BatchHeader.LOG_OVERHEAD);
        }
        return mutated;
    }

    private static ByteBuffer withByteAnywhere(ByteBuffer batch, Random random) {
        ByteBuffer mutated = KafkaBatches.copyOf(batch);
        return mutated.put(random.nextInt(mutated.limit()), (byte) random.nextInt());
    }

    /** With bytes of the plain records changed, put in or taken out. */
    private static ByteBuffer withChangedRecords(
            ByteBuffer batch, Random random, Compression compression) {
        byte[] plain = KafkaBatches.plainRecords(batch);
        int at = random.nextInt(plain.length);
        byte[] put = VARINTS[random.nextInt(VARINTS.length)];
        int taken = Math.min(plain.length - at, random.nextInt(3));
        byte[] changed =
                switch (random.nextInt(4)) {
                    case 0 -> joined(plain, at, put, at + taken);
                    case 1 -> joined(plain, at, new byte[] {(byte) random.nextInt()}, at + 1);
                    case 2 -> joined(plain, at, new byte[0], at + taken);
                    default -> joined(plain, at, new byte[] {(byte) random.nextInt(8)}, at + 1);
                };
        CompressionType type = BatchHeader.at(batch, 0).compression();
        if (type == null || type == CompressionType.NONE) {
            return withRecords(batch, changed);
        }
        ByteBuffer packed = compression.compress(type, ByteBuffer.wrap(changed));
        return withRecords(batch, KafkaBatches.copy(packed));
    }

    private static byte[] joined(byte[] bytes, int before, byte[] between, int after) {
        ByteBuffer joined = ByteBuffer.allocate(before + between.length + bytes.length - after);
        joined.put(bytes, 0, before).put(between).put(bytes, after, bytes.length - after);
        return joined.array();
    }
}
