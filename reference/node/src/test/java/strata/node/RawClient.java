package strata.node;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A client that sends whatever bytes it is given, over a real socket. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    RawClient(Endpoint server) throws IOException {
        this(server, 0);
    }

    /**
     * @param receiveBufferBytes what the system may keep of answers that are not read; 0 for its
     *     own choice
     */
    RawClient(Endpoint server, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            out.write(part);
        }
        out.flush();
    }

    /** The next answer, without its length. */
    ByteBuffer receive() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }

    /** The correlation id of the next answer. */
    int receiveCorrelationId() throws IOException {
        return receive().getInt();
    }

    /** Asks, and waits for the answer. */
    ByteBuffer ask(byte[] request) throws IOException {
        send(request);
        return receive();
    }

    /** Waits until the server has closed the connection, whatever it still sends. */
    boolean isClosedAfterAll() throws IOException {
        try {
            while (in.read() >= 0) {
                // An answer that waited may come before the end.
            }
            return true;
        } catch (SocketException | EOFException e) {
            return true;
        }
    }

    /** Waits until the server has closed the connection; false when it sends something instead. */
    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException | EOFException e) {
            // A reset, as bytes of ours were not read.
            return true;
        }
    }

    void closeOwnSide() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes away without a goodbye, whatever is under way. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
