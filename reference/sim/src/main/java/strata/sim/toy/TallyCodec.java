package strata.sim.toy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.CorruptDataException;
import strata.sim.SeededRandom;
import strata.sim.client.RecordCodec;

/** The toy's own format: of each record its offset (i64), its size (i32) and its bytes. */
public final class TallyCodec implements RecordCodec {
    static final int OVERHEAD_BYTES = 12;

    @Override
    public ByteBuffer encode(List<byte[]> values, SeededRandom random) {
        int size = values.stream().mapToInt(value -> OVERHEAD_BYTES + value.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        values.forEach(value -> bytes.putLong(-1L).putInt(value.length).put(value));
        return bytes.flip();
    }

    @Override
    public List<Decoded> decode(ByteBuffer bytes) {
        List<Decoded> records = new ArrayList<>();
        try {
            while (bytes.hasRemaining()) {
                long offset = bytes.getLong();
                int size = bytes.getInt();
                if (size < 0 || size > bytes.remaining()) {
                    throw new CorruptDataException("a record of " + size + " bytes");
                }
                records.add(new Decoded(offset, bytes.slice(bytes.position(), size)));
                bytes.position(bytes.position() + size);
            }
        } catch (BufferUnderflowException e) {
            throw new CorruptDataException("a record ends early");
        }
        return records;
    }
}
