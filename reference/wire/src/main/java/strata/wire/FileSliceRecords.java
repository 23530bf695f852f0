package strata.wire;

import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;

/** Carries a file slice, or no bytes at all, through a generated message class. */
final class FileSliceRecords implements BaseRecords {
    /** No records: a length of 0. Some clients cannot read Kafka's null records. */
    static final FileSliceRecords NONE = new FileSliceRecords(null);

    private final @Nullable FileSlice slice;

    FileSliceRecords(@Nullable FileSlice slice) {
        this.slice = slice;
    }

    @Nullable
    FileSlice slice() {
        return slice;
    }

    @Override
    public int sizeInBytes() {
        return slice == null ? 0 : slice.count();
    }

    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("sent by SegmentWriter");
    }
}
