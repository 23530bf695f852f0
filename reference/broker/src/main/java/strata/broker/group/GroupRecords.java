package strata.broker.group;

import java.nio.ByteBuffer;
import strata.broker.coordinator.RecordCodec;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupRecordCodec;
import strata.kernel.groups.GroupValue;

/** The records of {@code __consumer_offsets}. */
final class GroupRecords implements RecordCodec<GroupRecord> {
    @Override
    public ByteBuffer key(GroupRecord event) {
        return GroupRecordCodec.encode(event.key());
    }

    @Override
    public @Nullable ByteBuffer value(GroupRecord event) {
        GroupValue value = event.value();
        return value == null ? null : GroupRecordCodec.encode(value);
    }

    @Override
    public @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        return GroupRecordCodec.decode(key, value);
    }
}
