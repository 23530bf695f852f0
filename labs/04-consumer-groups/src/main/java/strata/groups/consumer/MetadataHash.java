package strata.groups.consumer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.TreeSet;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicsView;

/**
 * A fingerprint of the topics that a group has subscribed to: when it changes, partitions have to
 * be shared out anew (KIP-1101). It is the one that Kafka makes of topics on brokers without racks.
 */
final class MetadataHash {
    private MetadataHash() {}

    /**
     * Of the topics of these names that there are, in the order of their names; 0 when there are
     * none.
     */
    static long of(Collection<String> names, TopicsView topics) {
        ByteBuffer hashes = little(8 * names.size());
        for (String name : new TreeSet<>(names)) {
            TopicId id = topics.idOf(name);
            if (id != null) {
                hashes.putLong(ofTopic(id, name, topics.partitionCount(name)));
            }
        }
        return hashes.position() == 0 ? 0L : Xxh3.hash(written(hashes));
    }

    private static long ofTopic(TopicId id, String name, int partitionCount) {
        ByteBuffer bytes = little(1 + 16 + 2 * name.length() + 4 + 4 + 4 * partitionCount);
        bytes.put((byte) 0).putLong(id.high()).putLong(id.low());
        for (int i = 0; i < name.length(); i++) {
            bytes.putChar(name.charAt(i));
        }
        bytes.putInt(name.length()).putInt(partitionCount);
        for (int partition = 0; partition < partitionCount; partition++) {
            bytes.putInt(partition);
        }
        return Xxh3.hash(written(bytes));
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }
}
