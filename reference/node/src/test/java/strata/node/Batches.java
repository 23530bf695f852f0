package strata.node;

import java.nio.ByteBuffer;
import java.util.List;
import strata.broker.Layers;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;

/** Record batches, made by the layer that is there. */
final class Batches {
    private Batches() {}

    /**
     * One batch of one record.
     *
     * @param valueSizeInBytes of its value; it has no key
     */
    static byte[] ofOneRecord(int valueSizeInBytes) {
        BatchBuilder builder =
                Layers.load(Batches.class.getClassLoader())
                        .log()
                        .recordFormat()
                        .newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        builder.add(1_000L, null, ByteBuffer.allocate(valueSizeInBytes), List.of());
        ByteBuffer batch = builder.build();
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        return bytes;
    }
}
