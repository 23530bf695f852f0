package strata.broker.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import strata.broker.controller.Forwarding;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Response;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;

/**
 * The broker's producer ids, which the controller gives it in blocks (KIP-730). Nothing is asked of
 * the controller before somebody has wanted an id: what a broker does not use is lost when it ends.
 */
final class ProducerIdAsking implements ProducerIdSupply {
    /** The controller may be asked again. */
    record AgainTimer() implements Timer {}

    // As long as Kafka's brokers do.
    private static final int BACKOFF_MS = 50;
    // So that clients hear of it, and come again, before they lose their patience.
    private static final int TIMEOUT_MS = 5_000;
    private static final short FIRST_EPOCH = 0;

    private final NodeContext context;
    private final Forwarding forwarding;
    private final ProducerIdSupply ids;
    // Producers that have no transactional id, and no answer.
    private final ArrayDeque<RequestId> waiting = new ArrayDeque<>();
    private long brokerEpoch = -1;
    private boolean wanted;
    private boolean backingOff;

    ProducerIdAsking(NodeContext context, Forwarding forwarding, ProducerIdSupply ids) {
        this.context = context;
        this.forwarding = forwarding;
        this.ids = ids;
    }

    /** The broker is registered with this epoch. */
    void registered(long epoch) {
        brokerEpoch = epoch;
    }

    /** Gives an id to a producer that has no transactional id, at once or when a block is there. */
    void give(RequestId id) {
        waiting.add(id);
        serve();
    }

    private void serve() {
        while (!waiting.isEmpty()) {
            long producerId = take();
            if (producerId == NONE) {
                return;
            }
            context.reply(
                    waiting.remove(),
                    new InitProducerId.Response(ErrorCode.NONE, producerId, FIRST_EPOCH));
        }
    }

    @Override
    public long take() {
        wanted = true;
        return ids.take();
    }

    @Override
    public boolean wantsBlock() {
        return ids.wantsBlock();
    }

    @Override
    public void asked() {
        ids.asked();
    }

    @Override
    public void received(ProducerIdBlock block) {
        ids.received(block);
    }

    @Override
    public void failed() {
        ids.failed();
    }

    /** Asks for a block if one is due. */
    void turnEnded() {
        if (wanted && !backingOff && ids.wantsBlock()) {
            ids.asked();
            forwarding.ask(
                    new AllocateProducerIds.Request(context.self(), brokerEpoch),
                    TIMEOUT_MS,
                    this::answered);
        }
    }

    private void answered(Response response) {
        if (response instanceof AllocateProducerIds.Response block
                && block.error() == ErrorCode.NONE) {
            ids.received(new ProducerIdBlock(block.first(), block.count()));
            serve();
            return;
        }
        ids.failed();
        backingOff = true;
        context.setTimer(new AgainTimer(), BACKOFF_MS);
        // They come again, and have waited for long as it is.
        List<RequestId> refused = new ArrayList<>(waiting);
        waiting.clear();
        refused.forEach(
                id ->
                        context.reply(
                                id,
                                InitProducerId.Response.failed(
                                        ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)));
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        if (!(timer instanceof AgainTimer)) {
            return false;
        }
        backingOff = false;
        return true;
    }

    /** A client has gone: it needs no answer. */
    void disconnected(long connectionId) {
        waiting.removeIf(id -> id.connectionId() == connectionId);
    }
}
