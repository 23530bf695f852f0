package strata.apps.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a port whether a broker serves it: an ApiVersions request of version 0, the oldest that
 * every Kafka broker answers, over a plain socket. No client library, because loading one would
 * cost more than the answer.
 */
final class ApiVersionsProbe {
    private static final int CORRELATION_ID = 0x5354;
    private static final short API_VERSIONS = 18;
    private static final int CONNECT_MS_MAX = 1_000;
    // A port is open before it is served: the answer may lag behind the connection.
    private static final int ANSWER_MS_MAX = 5_000;

    private ApiVersionsProbe() {}

    /** True if the port answered without an error code; false if nobody listens or answers yet. */
    static boolean serves(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS_MAX);
            socket.setSoTimeout(ANSWER_MS_MAX);
            socket.setTcpNoDelay(true);
            var out = new DataOutputStream(socket.getOutputStream());
            out.write(request());
            out.flush();
            return isGood(new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Request header v1: key, version, correlation id, client id (absent). */
    static byte[] request() {
        return new byte[] {
            0,
            0,
            0,
            10,
            0,
            API_VERSIONS,
            0,
            0,
            0,
            0,
            CORRELATION_ID >> 8,
            CORRELATION_ID & 0xff,
            -1,
            -1
        };
    }

    /** Response header v0: correlation id; then the error code. */
    static boolean isGood(DataInputStream in) throws IOException {
        int size = in.readInt();
        int correlationId = in.readInt();
        short errorCode = in.readShort();
        return size >= 6 && correlationId == CORRELATION_ID && errorCode == 0;
    }
}
