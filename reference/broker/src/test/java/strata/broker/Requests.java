package strata.broker;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.TopicRef;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.Produce;

/** Clients' requests of one partition. */
final class Requests {
    private Requests() {}

    static Produce.Request produce(int acks, String topic, int partition, ByteBuffer batches) {
        return new Produce.Request(
                (short) acks,
                1000,
                null,
                List.of(
                        new Produce.TopicData(
                                TopicRef.named(topic),
                                List.of(new Produce.PartitionData(partition, batches)))));
    }

    static Fetch.Request fetch(String topic, long offset, int maxWaitMs, int minBytes) {
        return new Fetch.Request(
                -1,
                maxWaitMs,
                minBytes,
                1 << 20,
                IsolationLevel.READ_UNCOMMITTED,
                0,
                0,
                List.of(
                        new Fetch.TopicFetch(
                                TopicRef.named(topic),
                                List.of(
                                        new Fetch.PartitionFetch(
                                                0, -1, offset, -1, -1, 1 << 20)))));
    }
}
