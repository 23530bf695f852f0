package strata.kernel.groups;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;

/**
 * The bytes of a {@link GroupRecord}'s key and value: Kafka's own, so that its tools can read them.
 * Each begins with a version, i16; of a key it tells the type.
 *
 * <p>Values are written in the versions that Apache Kafka 4.3.1 writes: of OffsetCommitValue 4, but
 * 1 for an offset that expires at a time of its own, which keeps neither leader epoch nor topic id;
 * of GroupMetadataValue 3; of all others 0. Older versions are read too.
 */
public final class GroupRecordCodec {
    private GroupRecordCodec() {}

    /** A key's bytes, in a new buffer ready to be read. */
    public static ByteBuffer encode(GroupKey key) {
        RecordWriter out = new RecordWriter(false);
        out.int16(KeyType.of(key)).string(key.groupId());
        switch (key) {
            case GroupKey.Offset k -> out.string(k.topic()).int32(k.partition());
            case GroupKey.Member k -> out.string(k.memberId());
            case GroupKey.MemberTarget k -> out.string(k.memberId());
            case GroupKey.MemberCurrent k -> out.string(k.memberId());
            case GroupKey.Expression k -> out.string(k.expression());
            case GroupKey.ClassicGroup k -> {}
            case GroupKey.ConsumerGroup k -> {}
            case GroupKey.Target k -> {}
        }
        return out.finish();
    }

    /** A value's bytes, in a new buffer ready to be read. */
    public static ByteBuffer encode(GroupValue value) {
        return ValueWriter.write(value);
    }

    /**
     * Reads a record. Neither buffer is moved; byte buffers in the result are copies. Who reads
     * many in a row had better use a {@link GroupRecordReader}.
     *
     * @param value null for a tombstone
     * @return null for a record of a type that is not of ours: share groups, streams groups, a
     *     later version's
     * @throws CorruptDataException when the bytes are no record of its type
     */
    public static @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        return GroupRecordReader.read(key, value, null);
    }
}
