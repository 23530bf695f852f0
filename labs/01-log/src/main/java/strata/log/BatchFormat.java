package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;

/** Record batches in format v2: each job is a class of its own. */
final class BatchFormat implements RecordFormat {
    @Override
    public BatchBuilder newBatch(BatchSpec spec, Compression compression) {
        return new BatchWriter(spec, compression);
    }

    @Override
    public @Nullable BatchFault check(ByteBuffer batches, Compression compression) {
        return new BatchChecker(batches, compression).firstFault();
    }

    @Override
    public RecordIterator records(ByteBuffer batch, Compression compression) {
        return BatchRecords.of(batch, compression);
    }
}
