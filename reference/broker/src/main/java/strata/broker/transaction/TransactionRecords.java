package strata.broker.transaction;

import java.nio.ByteBuffer;
import strata.broker.coordinator.RecordCodec;
import strata.kernel.Nullable;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionRecordCodec;
import strata.kernel.transactions.TransactionValue;

/** The records of {@code __transaction_state}. */
final class TransactionRecords implements RecordCodec<TransactionRecord> {
    @Override
    public ByteBuffer key(TransactionRecord event) {
        return TransactionRecordCodec.key(event.transactionalId());
    }

    @Override
    public @Nullable ByteBuffer value(TransactionRecord event) {
        TransactionValue value = event.value();
        return value == null ? null : TransactionRecordCodec.value(value, event.recordVersion());
    }

    @Override
    public @Nullable TransactionRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        return TransactionRecordCodec.decode(key, value);
    }
}
