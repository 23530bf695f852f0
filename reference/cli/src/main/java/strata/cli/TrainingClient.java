package strata.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordFormat;

/**
 * A client that knows just enough of the protocol to make a node do its usual work while the
 * start-up archive records it. Its requests are of fixed versions, one non-flexible and one
 * flexible of each hot API.
 */
final class TrainingClient implements AutoCloseable {
    private static final String TOPIC = "warm-up";
    private static final int BUFFER_BYTES = 1 << 20;
    private static final short PRODUCE = 0;
    private static final short FETCH = 1;
    private static final short LIST_OFFSETS = 2;
    private static final short METADATA = 3;
    private static final short API_VERSIONS = 18;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final ByteBuffer frame = ByteBuffer.allocate(BUFFER_BYTES);
    private int correlationId;

    TrainingClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    void apiVersions() {
        ask(API_VERSIONS, 0, body -> {});
        ask(
                API_VERSIONS,
                3,
                body -> {
                    compact(body, "warm-up");
                    compact(body, "1");
                    noTags(body);
                });
    }

    /** Asks for the topic, which creates it. */
    void metadata() {
        ask(
                METADATA,
                4,
                body -> {
                    text(body.putInt(1), TOPIC);
                    body.put((byte) 1);
                });
    }

    void listOffsets() {
        ask(
                LIST_OFFSETS,
                2,
                body -> {
                    text(body.putInt(-1).put((byte) 0).putInt(1), TOPIC);
                    body.putInt(1).putInt(0).putLong(-1);
                });
    }

    void produce(ByteBuffer batch) {
        ask(
                PRODUCE,
                7,
                body -> {
                    body.putShort((short) -1).putShort((short) 1).putInt(1000);
                    text(body.putInt(1), TOPIC);
                    body.putInt(1).putInt(0).putInt(batch.remaining()).put(batch.duplicate());
                });
        ask(
                PRODUCE,
                11,
                body -> {
                    body.put((byte) 0).putShort((short) 1).putInt(1000);
                    compact(body.put((byte) 2), TOPIC);
                    body.put((byte) 2).putInt(0);
                    unsigned(body, batch.remaining() + 1);
                    noTags(body.put(batch.duplicate()));
                    noTags(body);
                    noTags(body);
                });
    }

    void fetch(long offset) {
        ask(
                FETCH,
                11,
                body -> {
                    body.putInt(-1).putInt(0).putInt(1).putInt(1 << 20).put((byte) 0);
                    text(body.putInt(0).putInt(-1).putInt(1), TOPIC);
                    body.putInt(1).putInt(0).putInt(-1).putLong(offset).putLong(-1);
                    body.putInt(1 << 19).putInt(0);
                    text(body, "");
                });
        ask(
                FETCH,
                12,
                body -> {
                    body.putInt(-1).putInt(0).putInt(1).putInt(1 << 20).put((byte) 0);
                    compact(body.putInt(0).putInt(-1).put((byte) 2), TOPIC);
                    body.put((byte) 2).putInt(0).putInt(-1).putLong(offset).putInt(-1);
                    noTags(body.putLong(-1).putInt(1 << 19));
                    noTags(body);
                    compact(body.put((byte) 1), "");
                    noTags(body);
                });
    }

    /** A batch such as a producer sends: 16 KiB of records of 100 bytes. */
    static ByteBuffer batch(RecordFormat format) {
        BatchBuilder batch = format.newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        for (int i = 0; i < 150; i++) {
            batch.add(1_000_000_000_000L + i, null, ByteBuffer.allocate(100), List.of());
        }
        return batch.build();
    }

    private void ask(short key, int version, Consumer<ByteBuffer> body) {
        frame.clear().putShort(key).putShort((short) version).putInt(correlationId++);
        text(frame, "warm-up");
        boolean flexible =
                switch (key) {
                    case PRODUCE -> version >= 9;
                    case FETCH -> version >= 12;
                    case API_VERSIONS -> version >= 3;
                    default -> false;
                };
        if (flexible) {
            noTags(frame);
        }
        body.accept(frame);
        byte[] request = new byte[frame.flip().remaining()];
        frame.get(request);
        try {
            out.writeInt(request.length);
            out.write(request);
            out.flush();
            in.readNBytes(in.readInt());
        } catch (IOException e) {
            throw new UncheckedIOException("API " + key + " version " + version, e);
        }
    }

    private static void text(ByteBuffer into, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        into.putShort((short) utf8.length).put(utf8);
    }

    private static void compact(ByteBuffer into, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        unsigned(into, utf8.length + 1);
        into.put(utf8);
    }

    private static void unsigned(ByteBuffer into, int value) {
        int rest = value;
        while (rest >= 0x80) {
            into.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        into.put((byte) rest);
    }

    private static void noTags(ByteBuffer into) {
        into.put((byte) 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
