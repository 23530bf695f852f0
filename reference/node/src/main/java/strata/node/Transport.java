package strata.node;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** How a node's loop speaks to the operating system. */
enum Transport {
    /** Linux's own, with {@code sendfile} and fewer system calls. */
    EPOLL,
    /** The JDK's, everywhere. */
    NIO;

    // Memory is taken from the system in chunks of this many bytes << CHUNK_ORDER, that is 4 MiB.
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_ORDER = 9;
    // Freed buffers that the thread keeps for itself, per size.
    private static final int SMALL_CACHED_COUNT = 256;
    private static final int NORMAL_CACHED_COUNT = 16;

    static {
        // Netty's defaults suit servers of many cores, and cost time and memory at every start.
        preset("io.netty.allocator.type", "unpooled");
        preset("io.netty.leakDetection.level", "disabled");
        // Both are looked up through network interfaces and management beans, for ids nobody reads.
        preset("io.netty.machineId", "00:00:00:00:00:01");
        preset("io.netty.processId", "1");
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** The best there is on this machine. */
    static Transport available() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    IoHandlerFactory ioHandlers() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    ChannelFactory<ServerChannel> serverChannels() {
        return this == EPOLL ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
    }

    ChannelFactory<Channel> clientChannels() {
        return this == EPOLL ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    /** Direct memory in one small arena, as one thread uses it. */
    static ByteBufAllocator newAllocator() {
        return new PooledByteBufAllocator(
                true,
                0,
                1,
                PAGE_BYTES,
                CHUNK_ORDER,
                SMALL_CACHED_COUNT,
                NORMAL_CACHED_COUNT,
                false);
    }
}
