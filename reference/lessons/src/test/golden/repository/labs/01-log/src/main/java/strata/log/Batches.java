package strata.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes one batch of two records, wrongly in a way to be chosen. */
final class Batches {
    enum Bug {
        NONE,
        COUNTS_ONE_MORE,
        CRC_OVER_TOO_MUCH,
        RECORD_WITHOUT_ITS_END
    }

    private Batches() {}

    static ByteBuffer batch(Bug bug) {
        byte[] records = java.util.HexFormat.of().parseHex("14000000026b066f6e650014000202026b0674776f00");
        if (bug == Bug.RECORD_WITHOUT_ITS_END) {
            records = java.util.Arrays.copyOf(records, records.length - 3);
        }
        ByteBuffer batch = ByteBuffer.allocate(61 + records.length);
        batch.putLong(0).putInt(49 + records.length).putInt(0).put((byte) 2).putInt(0);
        batch.putShort((short) 0).putInt(bug == Bug.COUNTS_ONE_MORE ? 2 : 1);
        batch.putLong(1_000).putLong(1_001).putLong(-1).putShort((short) -1).putInt(-1).putInt(2);
        batch.put(records).flip();
        int from = bug == Bug.CRC_OVER_TOO_MUCH ? 17 : 21;
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(from, batch.limit() - from));
        batch.putInt(17, (int) crc.getValue());
        return batch;
    }
}
