package strata.examples.register;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node must not forget.
 *
 * @param promised it takes part in no earlier epoch
 * @param state the newest it has got
 */
record Stored(long promised, State state) {
    static final Stored NOTHING = new Stored(0, State.EMPTY);

    ByteBuffer toBytes() {
        SortedMap<Integer, Long> writes = state.lastWrites();
        ByteBuffer bytes = ByteBuffer.allocate(36 + 12 * writes.size());
        bytes.putLong(promised).putLong(state.epoch()).putLong(state.number());
        bytes.putLong(state.value()).putInt(writes.size());
        writes.forEach((client, number) -> bytes.putInt(client).putLong(number));
        return bytes.flip();
    }

    static Stored of(ByteBuffer bytes) {
        long promised = bytes.getLong();
        long epoch = bytes.getLong();
        long number = bytes.getLong();
        long value = bytes.getLong();
        SortedMap<Integer, Long> writes = new TreeMap<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            writes.put(bytes.getInt(), bytes.getLong());
        }
        return new Stored(
                promised,
                new State(epoch, number, value, Collections.unmodifiableSortedMap(writes)));
    }
}
