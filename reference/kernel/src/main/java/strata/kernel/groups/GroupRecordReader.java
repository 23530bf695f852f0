package strata.kernel.groups;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;

/**
 * Reads records one after the other, as {@link GroupRecordCodec#decode} does, and shares what many
 * of them have in common: the names of groups and topics, the ids of topics. Its own memory is
 * bounded. Not for several threads.
 */
public final class GroupRecordReader {
    private final SharedNames shared = new SharedNames();

    /** As {@link GroupRecordCodec#decode}. */
    public @Nullable GroupRecord read(ByteBuffer key, @Nullable ByteBuffer value) {
        return read(key, value, shared);
    }

    static @Nullable GroupRecord read(
            ByteBuffer key, @Nullable ByteBuffer value, @Nullable SharedNames shared) {
        try {
            GroupKey read = key(key, shared);
            if (read == null) {
                return null;
            }
            return new GroupRecord(
                    read, value == null ? null : ValueReader.read(read, value, shared));
        } catch (BufferUnderflowException early) {
            throw new CorruptDataException("a record of a group ends early");
        }
    }

    private static @Nullable GroupKey key(ByteBuffer bytes, @Nullable SharedNames shared) {
        RecordReader in = new RecordReader(bytes, shared);
        short type = in.int16();
        GroupKey key =
                switch (type) {
                    case KeyType.OLD_OFFSET, KeyType.OFFSET ->
                            new GroupKey.Offset(in.name(), in.name(), in.int32());
                    case KeyType.CLASSIC_GROUP -> new GroupKey.ClassicGroup(in.name());
                    case KeyType.CONSUMER_GROUP -> new GroupKey.ConsumerGroup(in.name());
                    case KeyType.MEMBER -> new GroupKey.Member(in.name(), in.string());
                    case KeyType.TARGET -> new GroupKey.Target(in.name());
                    case KeyType.MEMBER_TARGET -> new GroupKey.MemberTarget(in.name(), in.string());
                    case KeyType.MEMBER_CURRENT ->
                            new GroupKey.MemberCurrent(in.name(), in.string());
                    case KeyType.EXPRESSION -> new GroupKey.Expression(in.name(), in.string());
                    default -> null;
                };
        if (key != null) {
            in.end();
        }
        return key;
    }
}
