package strata.conformance;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A TCP connection on which a test says exactly the bytes it wants to, right or wrong.
 *
 * <p>Framing of the Kafka protocol: a signed 32-bit big-endian length, then that many bytes.
 */
final class RawConnection implements AutoCloseable {

    /** How the peer took what was sent. */
    sealed interface Reaction {
        /** A whole frame came back; {@code body} is what follows its length. */
        record Answered(ByteBuffer body) implements Reaction {}

        /** The peer closed, or reset, the connection. */
        record Closed() implements Reaction {}

        /** Nothing came in the time that was given, and the connection stands. */
        record Silent() implements Reaction {}
    }

    private static final int FRAME_BYTES_MAX = 64 << 20;

    private final Socket socket;
    private final DataInputStream input;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new DataInputStream(socket.getInputStream());
    }

    static RawConnection to(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return new RawConnection(socket);
    }

    /** Returns whether the port answers ApiVersions version 0, the first thing clients ask. */
    static boolean answersApiVersions(int port) {
        // api_key 18, api_version 0, correlation_id 7, client_id null
        byte[] request = {0, 18, 0, 0, 0, 0, 0, 7, -1, -1};
        try (RawConnection connection = to(port)) {
            connection.sendFrame(request);
            return connection.reaction(Duration.ofSeconds(5)) instanceof Reaction.Answered;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends bytes as they are, with no length before them. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends one frame: the length of {@code body}, and {@code body}. */
    void sendFrame(byte[] body) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + body.length);
        frame.putInt(body.length).put(body);
        send(frame.array());
    }

    /**
     * Sends bytes and waits for what comes of them. Where they end inside a frame, the peer is told
     * that nothing more will come: else it would rightly wait.
     */
    Reaction reactionTo(byte[] bytes, Duration limit) throws IOException {
        try {
            send(bytes);
        } catch (SocketException closedWhileSending) {
            return new Reaction.Closed();
        }
        if (endsInsideAFrame(bytes)) {
            finishSending();
        }
        return reaction(limit);
    }

    /** Whether these bytes leave a frame unfinished. */
    static boolean endsInsideAFrame(byte[] bytes) {
        return bytes.length < 4 || ByteBuffer.wrap(bytes).getInt() > bytes.length - 4;
    }

    /** Says that nothing more will come; what the peer still answers can be read. */
    void finishSending() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException alreadyClosed) {
            // The peer was quicker; reaction() tells how.
        }
    }

    /** Waits for one frame, or for the end of the connection, for at most {@code limit}. */
    Reaction reaction(Duration limit) throws IOException {
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        try {
            int size = input.readInt();
            if (size < 0 || size > FRAME_BYTES_MAX) {
                throw new AssertionError("the server sent a frame of " + size + " bytes");
            }
            byte[] body = new byte[size];
            input.readFully(body);
            return new Reaction.Answered(ByteBuffer.wrap(body));
        } catch (EOFException | SocketException closed) {
            return new Reaction.Closed();
        } catch (SocketTimeoutException silent) {
            return new Reaction.Silent();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
