package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/**
 * Counts file regions with their full size among what waits to be sent. Netty counts them as
 * nothing; then a client that takes no answers could have any number of them waiting.
 */
final class UnsentBytes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
    static final UnsentBytes ESTIMATOR = new UnsentBytes();

    private UnsentBytes() {}

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        if (message instanceof ByteBuf buffer) {
            return buffer.readableBytes();
        }
        return message instanceof FileRegion region ? (int) region.count() : 0;
    }
}
