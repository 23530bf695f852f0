package strata.kernel;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A topic's 128-bit id (KIP-516): a topic that is deleted and created again under its old name has
 * another id.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record TopicId(long high, long low) implements Comparable<TopicId> {
    /** The id of no topic. */
    public static final TopicId ZERO = new TopicId(0L, 0L);

    /** A random id (UUID version 4), never {@link #ZERO}, whose text does not begin with '-'. */
    public static TopicId random(RandomSource random) {
        while (true) {
            long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x0000000000004000L;
            long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            TopicId id = new TopicId(high, low);
            // A leading '-' would look like an option wherever the id is typed into a shell.
            if (!id.toString().startsWith("-")) {
                return id;
            }
        }
    }

    /**
     * Reads the text that {@link #toString} writes.
     *
     * @throws IllegalArgumentException when it is not 22 characters of URL-safe base64
     */
    public static TopicId parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != 16) {
            throw new IllegalArgumentException("not a topic id: " + text);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TopicId(buffer.getLong(), buffer.getLong());
    }

    @Override
    public int compareTo(TopicId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** 22 characters of URL-safe base64 without padding, as Kafka prints it. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
