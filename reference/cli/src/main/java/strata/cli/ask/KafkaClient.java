package strata.cli.ask;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import strata.cli.ask.Answers.Broker;
import strata.cli.ask.Answers.Cluster;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Quorum;
import strata.cli.ask.Answers.QuorumMember;
import strata.cli.ask.Answers.Replica;
import strata.kernel.Nullable;

/**
 * A connection to one broker, with the few questions that say how a cluster is. It waits for each
 * answer. kafka-clients are not for the command line, which would start later with them.
 */
public final class KafkaClient implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int PAGE_PARTITIONS = 2_000;
    private static final int UUID_BYTES = 16;

    private static final int API_VERSIONS = 18;
    private static final int DESCRIBE_LOG_DIRS = 35;
    private static final int DESCRIBE_QUORUM = 55;
    private static final int DESCRIBE_CLUSTER = 60;
    private static final int DESCRIBE_TOPIC_PARTITIONS = 75;

    private final Socket socket = new Socket();
    private final DataOutputStream out;
    private final DataInputStream in;
    private final Set<Integer> served = new TreeSet<>();
    private int correlationId;

    /**
     * Connects.
     *
     * @param timeoutMs for this, and for each answer
     * @throws IOException when nobody is there
     */
    public KafkaClient(String host, int port, int timeoutMs) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.setTcpNoDelay(true);
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
            askWhatIsServed();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether the broker tells of the quorum. */
    public boolean tellsOfQuorum() {
        return served.contains(DESCRIBE_QUORUM);
    }

    /** The brokers, those that are fenced among them, and the controller. */
    public Cluster cluster() throws IOException {
        if (!served.contains(DESCRIBE_CLUSTER)) {
            throw new IOException("it is no broker (a controller alone?)");
        }
        return ask(
                DESCRIBE_CLUSTER,
                2,
                request -> request.int8(0).int8(1).int8(1),
                answer -> {
                    answer.int32();
                    int error = answer.int16();
                    answer.text();
                    answer.int8();
                    String id = answer.name();
                    int controller = answer.int32();
                    List<Broker> brokers =
                            answer.list(
                                    () -> {
                                        int broker = answer.int32();
                                        String host = answer.name();
                                        int port = answer.int32();
                                        answer.text();
                                        boolean fenced = answer.flag();
                                        answer.tags();
                                        return new Broker(broker, host, port, fenced);
                                    });
                    return new Cluster(error, id, controller, brokers);
                });
    }

    /** Every partition, by topic and number. */
    public List<Partition> partitions() throws IOException {
        List<Partition> all = new ArrayList<>();
        Cursor next = new Cursor("", 0);
        boolean first = true;
        while (first || next != null) {
            Cursor from = first ? null : next;
            first = false;
            next =
                    ask(
                            DESCRIBE_TOPIC_PARTITIONS,
                            0,
                            request -> {
                                request.arrayOf(0).int32(PAGE_PARTITIONS);
                                if (from == null) {
                                    request.int8(-1);
                                } else {
                                    request.int8(1).text(from.topic()).int32(from.partition());
                                    request.noTags();
                                }
                            },
                            answer -> page(answer, all));
        }
        return all;
    }

    private record Cursor(String topic, int partition) {}

    private static @Nullable Cursor page(AnswerReader answer, List<Partition> into) {
        answer.int32();
        answer.list(
                () -> {
                    answer.int16();
                    String topic = answer.name();
                    answer.skip(UUID_BYTES + 1);
                    List<Partition> partitions = answer.list(() -> partition(topic, answer));
                    answer.int32();
                    answer.tags();
                    return into.addAll(partitions);
                });
        if (answer.int8() < 0) {
            return null;
        }
        Cursor next = new Cursor(answer.name(), answer.int32());
        answer.tags();
        return next;
    }

    private static Partition partition(String topic, AnswerReader answer) {
        answer.int16();
        int number = answer.int32();
        int leader = answer.int32();
        int leaderEpoch = answer.int32();
        List<Integer> replicas = answer.numbers();
        List<Integer> isr = answer.numbers();
        List<Integer> elr = answer.numbers();
        answer.numbers();
        answer.numbers();
        answer.tags();
        return new Partition(topic, number, leader, leaderEpoch, replicas, isr, elr);
    }

    /** How the metadata log's replicas stand. */
    public Quorum quorum() throws IOException {
        return ask(
                DESCRIBE_QUORUM,
                2,
                request -> {
                    request.arrayOf(1).text("__cluster_metadata").arrayOf(1).int32(0);
                    request.noTags().noTags();
                },
                answer -> {
                    int error = answer.int16();
                    answer.text();
                    List<List<Quorum>> topics =
                            answer.list(
                                    () -> {
                                        answer.name();
                                        List<Quorum> partitions = answer.list(() -> quorum(answer));
                                        answer.tags();
                                        return partitions;
                                    });
                    List<Broker> nodes = answer.list(() -> quorumNode(answer));
                    return topics.isEmpty() || topics.get(0).isEmpty()
                            ? Quorum.unknown(error)
                            : topics.get(0).get(0).at(nodes);
                });
    }

    private static Quorum quorum(AnswerReader answer) {
        answer.int32();
        int error = answer.int16();
        answer.text();
        int leader = answer.int32();
        int epoch = answer.int32();
        long highWatermark = answer.int64();
        List<QuorumMember> voters = answer.list(() -> member(answer));
        List<QuorumMember> observers = answer.list(() -> member(answer));
        answer.tags();
        return new Quorum(error, leader, epoch, highWatermark, voters, observers, List.of());
    }

    private static QuorumMember member(AnswerReader answer) {
        int id = answer.int32();
        answer.skip(UUID_BYTES);
        long logEndOffset = answer.int64();
        answer.skip(2 * Long.BYTES);
        answer.tags();
        return new QuorumMember(id, logEndOffset);
    }

    /** A voter, at the first of its listeners. */
    private static Broker quorumNode(AnswerReader answer) {
        int id = answer.int32();
        List<Broker> listeners =
                answer.list(
                        () -> {
                            answer.name();
                            String host = answer.name();
                            int port = Short.toUnsignedInt(answer.int16());
                            answer.tags();
                            return new Broker(id, host, port, false);
                        });
        answer.tags();
        return listeners.isEmpty() ? new Broker(id, "", 0, false) : listeners.get(0);
    }

    /** What this broker has of partitions. */
    public List<Replica> replicas() throws IOException {
        return ask(
                DESCRIBE_LOG_DIRS,
                4,
                RequestWriter::nullArray,
                answer -> {
                    answer.int32();
                    answer.int16();
                    List<Replica> replicas = new ArrayList<>();
                    answer.list(
                            () -> {
                                answer.int16();
                                answer.name();
                                answer.list(() -> replicas.addAll(topic(answer)));
                                answer.int64();
                                answer.int64();
                                answer.tags();
                                return true;
                            });
                    return replicas;
                });
    }

    private static List<Replica> topic(AnswerReader answer) {
        String topic = answer.name();
        List<Replica> replicas =
                answer.list(
                        () -> {
                            int number = answer.int32();
                            long sizeInBytes = answer.int64();
                            long offsetLag = answer.int64();
                            answer.flag();
                            answer.tags();
                            return new Replica(topic, number, sizeInBytes, offsetLag);
                        });
        answer.tags();
        return replicas;
    }

    private void askWhatIsServed() throws IOException {
        ByteBuffer answer = exchange(header(API_VERSIONS, 0).toBytes());
        try {
            answer.getShort();
            int count = answer.getInt();
            for (int i = 0; i < count; i++) {
                served.add((int) answer.getShort());
                answer.getInt();
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("what answers there does not speak Kafka's protocol", e);
        }
    }

    /** Whether the broker serves a request. */
    boolean serves(int key) {
        return served.contains(key);
    }

    /** Asks in one of the flexible versions (KIP-482). */
    <T> T ask(int key, int version, Consumer<RequestWriter> body, Function<AnswerReader, T> answer)
            throws IOException {
        RequestWriter request = header(key, version).noTags();
        body.accept(request);
        request.noTags();
        AnswerReader reader = new AnswerReader(exchange(request.toBytes()));
        try {
            reader.tags();
            return answer.apply(reader);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the answer of API " + key + " cannot be read", e);
        }
    }

    private RequestWriter header(int key, int version) {
        return new RequestWriter()
                .int16(key)
                .int16(version)
                .int32(++correlationId)
                .oldText("strata");
    }

    /** The answer's bytes behind the correlation id. */
    private ByteBuffer exchange(byte[] request) throws IOException {
        out.writeInt(request.length);
        out.write(request);
        out.flush();
        int count = lengthOfAnswer();
        if (count < Integer.BYTES || count > ANSWER_BYTES_MAX) {
            throw new IOException("what answers there does not speak Kafka's protocol");
        }
        byte[] answer = in.readNBytes(count);
        ByteBuffer bytes = ByteBuffer.wrap(answer);
        if (answer.length < count || bytes.getInt() != correlationId) {
            throw new IOException("the connection broke in the middle of an answer");
        }
        return bytes;
    }

    private int lengthOfAnswer() throws IOException {
        try {
            return in.readInt();
        } catch (EOFException e) {
            throw new IOException("it closed the connection in place of an answer", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
