package strata.conformance.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.RecordIterator;

/** Batches as Strata sees them. */
final class StrataBatches {
    private StrataBatches() {}

    /** The records of the one batch in a buffer. */
    static List<Record> records(RecordFormat format, ByteBuffer batch, Compression compression) {
        List<Record> records = new ArrayList<>();
        try (RecordIterator iterator = format.records(batch, compression)) {
            iterator.forEachRemaining(records::add);
        }
        return records;
    }
}
