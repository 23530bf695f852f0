package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.storage.FileSlice;

/** The values of records, as text. */
final class Values {
    private Values() {}

    /** Those of the batches in a fetch's answer; gives its slice back. */
    static List<String> of(Layers layers, @Nullable FileSlice slice) {
        List<String> values = new ArrayList<>();
        if (slice == null) {
            return values;
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        bytes.flip();
        while (bytes.hasRemaining()) {
            int size = BatchHeader.at(bytes, bytes.position()).sizeInBytes();
            try (RecordIterator records =
                    layers.log().recordFormat().records(bytes, Compression.UNSUPPORTED)) {
                while (records.hasNext()) {
                    Record record = records.next();
                    values.add(
                            StandardCharsets.UTF_8
                                    .decode(Objects.requireNonNull(record.value()))
                                    .toString());
                }
            }
            bytes.position(bytes.position() + size);
        }
        return values;
    }
}
