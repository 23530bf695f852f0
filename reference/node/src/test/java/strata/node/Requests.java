package strata.node;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Requests as bytes, by the protocol guide, each with its length first. */
final class Requests {
    private static final short PRODUCE = 0;
    private static final short FETCH = 1;
    private static final short LIST_OFFSETS = 2;
    private static final short API_VERSIONS = 18;
    private static final short CREATE_TOPICS = 19;

    private Requests() {}

    /** Writes the body of a request. */
    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /**
     * ApiVersions version 0.
     *
     * @param clientId tells a {@link CommandNode} what to do
     */
    static byte[] apiVersions(int correlationId, String clientId) {
        return request(API_VERSIONS, (short) 0, correlationId, clientId, out -> {});
    }

    /** ApiVersions of a version nobody knows: the codec answers, and no node hears of it. */
    static byte[] apiVersionsOfTheFuture(int correlationId) {
        // A byte more: the header's tagged fields, of which there are none.
        return request(API_VERSIONS, (short) 99, correlationId, "", out -> out.writeByte(0));
    }

    /** A request that nothing serves. */
    static byte[] unknown() {
        return request((short) 999, (short) 0, 1, "", out -> {});
    }

    /** Fetch version 4 of one partition. */
    static byte[] fetch(int correlationId, String clientId, long offset, int maxBytes) {
        return request(
                FETCH,
                (short) 4,
                correlationId,
                clientId,
                out -> {
                    out.writeInt(-1);
                    out.writeInt(60_000);
                    out.writeInt(1);
                    out.writeInt(maxBytes);
                    out.writeByte(0);
                    out.writeInt(1);
                    writeString(out, "topic");
                    out.writeInt(1);
                    out.writeInt(0);
                    out.writeLong(offset);
                    out.writeInt(maxBytes);
                });
    }

    /** Produce version 3 to one partition. */
    static byte[] produce(int correlationId, String clientId, short acks, byte[] batches) {
        return produce(correlationId, clientId, acks, 0, batches);
    }

    /** The same to any partition. */
    static byte[] produce(
            int correlationId, String clientId, short acks, int partition, byte[] batches) {
        return request(
                PRODUCE,
                (short) 3,
                correlationId,
                clientId,
                out -> {
                    out.writeShort(-1);
                    out.writeShort(acks);
                    out.writeInt(30_000);
                    out.writeInt(1);
                    writeString(out, "topic");
                    out.writeInt(1);
                    out.writeInt(partition);
                    out.writeInt(batches.length);
                    out.write(batches);
                });
    }

    /** CreateTopics version 2: one partition, one replica. */
    static byte[] createTopic(int correlationId, String topic) {
        return createTopic(correlationId, topic, 1);
    }

    /** The same with more partitions. */
    static byte[] createTopic(int correlationId, String topic, int partitionCount) {
        return request(
                CREATE_TOPICS,
                (short) 2,
                correlationId,
                "",
                out -> {
                    out.writeInt(1);
                    writeString(out, topic);
                    out.writeInt(partitionCount);
                    out.writeShort(1);
                    out.writeInt(0);
                    out.writeInt(0);
                    out.writeInt(30_000);
                    out.writeBoolean(false);
                });
    }

    /** ListOffsets version 1: the end of one partition. */
    static byte[] listOffsets(int correlationId, String topic) {
        return request(
                LIST_OFFSETS,
                (short) 1,
                correlationId,
                "",
                out -> {
                    out.writeInt(-1);
                    out.writeInt(1);
                    writeString(out, topic);
                    out.writeInt(1);
                    out.writeInt(0);
                    out.writeLong(-1);
                });
    }

    private static byte[] request(
            short key, short version, int correlationId, String clientId, Body body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        try {
            out.writeShort(key);
            out.writeShort(version);
            out.writeInt(correlationId);
            writeString(out, clientId);
            body.writeTo(out);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            new DataOutputStream(whole).writeInt(frame.size());
            frame.writeTo(whole);
            return whole.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }
}
