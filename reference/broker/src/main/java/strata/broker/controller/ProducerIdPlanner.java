package strata.broker.controller;

import java.util.List;
import strata.broker.controller.ControllerRuntime.NextBlock;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.transactions.ProducerIdBlock;

/**
 * Gives brokers blocks of producer ids (KIP-730).
 *
 * <p>Invariant: no id is in two blocks. What was given out counts from when it is decided; a block
 * whose fact is lost with the leadership was never told to anybody.
 */
final class ProducerIdPlanner {
    private final MetadataImage image;
    private final @Nullable NextBlock next;

    /**
     * @param next layer 5's; null where it is not present
     */
    ProducerIdPlanner(MetadataImage image, @Nullable NextBlock next) {
        this.image = image;
        this.next = next;
    }

    /** The fact of the block, if one is given, and the answer. */
    record Plan(List<MetadataRecord> facts, AllocateProducerIds.Response response) {
        private static Plan failed(ErrorCode error) {
            return new Plan(List.of(), AllocateProducerIds.Response.failed(error));
        }
    }

    Plan plan(AllocateProducerIds.Request request) {
        if (next == null) {
            return Plan.failed(ErrorCode.UNSUPPORTED_VERSION);
        }
        BrokerRegistered known = image.broker(request.broker());
        // A process that was replaced must not use up ids; a fenced one may still come back.
        if (known == null || known.brokerEpoch() != request.brokerEpoch()) {
            return Plan.failed(ErrorCode.STALE_BROKER_EPOCH);
        }
        ProducerIdBlock block = next.after(image.nextProducerId());
        if (block == null) {
            return Plan.failed(ErrorCode.UNKNOWN_SERVER_ERROR);
        }
        return new Plan(
                List.of(
                        new ProducerIdsAllocated(
                                request.broker(), request.brokerEpoch(), block.end())),
                new AllocateProducerIds.Response(ErrorCode.NONE, block.first(), block.count()));
    }
}
