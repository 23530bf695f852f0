package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import strata.kernel.Nullable;

/**
 * Has a connection's socket read straight into the buffers of its {@link FrameAssembler}, until the
 * socket is empty, the connection wants no more, or it is the turn of others.
 */
final class ReceiveAllocator implements RecvByteBufAllocator {
    // Then other connections have their turn; what is left makes the socket ready again at once.
    private static final int BYTES_PER_READ_LOOP_MAX = 2 * Landing.SIZE;

    private final FrameAssembler frames;

    ReceiveAllocator(FrameAssembler frames) {
        this.frames = frames;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own transports accept nothing but this type.
    public Handle newHandle() {
        return new FrameHandle(frames);
    }

    private static final class FrameHandle implements ExtendedHandle {
        private final FrameAssembler frames;
        private @Nullable ChannelConfig config;
        private int attemptedBytes;
        private int lastBytes;
        private int totalBytes;

        FrameHandle(FrameAssembler frames) {
            this.frames = frames;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return frames.target();
        }

        @Override
        public int guess() {
            return Landing.SIZE;
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            totalBytes = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            // Bytes are counted instead.
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
            totalBytes += Math.max(bytes, 0);
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            // A read that left room has emptied the socket.
            return lastBytes == attemptedBytes && mayContinue();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return maybeMoreData.get() && mayContinue();
        }

        private boolean mayContinue() {
            return config != null
                    && config.isAutoRead()
                    && totalBytes < BYTES_PER_READ_LOOP_MAX
                    && frames.canTakeMore();
        }

        @Override
        public void readComplete() {
            // Nothing is learned from it: the sizes are those of the requests.
        }
    }
}
