package strata.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * A valid request with one to three random changes. The number of a mutation decides all of it, so
 * that any one can be made again alone.
 */
final class Mutation {

    private static final long SEED = 20_260_101L;
    private static final int[] EXTREMES = {
        0,
        1,
        -1,
        -2,
        127,
        128,
        255,
        32_767,
        -32_768,
        65_536,
        1 << 24,
        100 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };

    /**
     * The APIs of which requests are mutated. Not those that change topics: a mutation of a count
     * of partitions may ask the oracle for two billion of them, and it begins to make them.
     */
    private static final List<ApiKeys> MUTATED =
            List.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.METADATA,
                    ApiKeys.CREATE_TOPICS,
                    ApiKeys.DELETE_TOPICS,
                    ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                    ApiKeys.DESCRIBE_CONFIGS,
                    ApiKeys.DESCRIBE_CLUSTER,
                    ApiKeys.PRODUCE,
                    ApiKeys.FETCH,
                    ApiKeys.LIST_OFFSETS);

    /**
     * Stands in the valid requests for the id of the topic, which differs in every run: a changed
     * id must not be the right one by chance.
     */
    private static final Uuid ID_STAND_IN =
            new Uuid(0x5A17_C3D2_9E4B_4F86L, 0xA7D9_6B35_E2F1_8C4DL);

    /** Stands for the group, or for the transactional id. */
    private static final String GROUP_STAND_IN = "g-STANDS";

    /** Of requests about transactions, those that a broker serves. */
    private static final List<ApiKeys> OF_TRANSACTIONS =
            SampleTransactionRequests.SERVED.stream()
                    .filter(key -> key != ApiKeys.UPDATE_FEATURES)
                    .toList();

    private final int number;
    private final String sample;
    private final byte[] bytes;

    private Mutation(int number, String sample, byte[] bytes) {
        this.number = number;
        this.sample = sample;
        this.bytes = bytes;
    }

    /** Which of the mutations it is; it is the seed too. */
    int number() {
        return number;
    }

    /** The name of the request before the changes. */
    String sample() {
        return sample;
    }

    /** What is to be sent, frame length included. */
    byte[] bytes() {
        return bytes;
    }

    /** The valid requests: every version of every mutated API, and every codec. */
    static List<BadInput> corpus(String topic) {
        SampleRequests samples = new SampleRequests(topic, ID_STAND_IN);
        Stream<BadInput> versions =
                MUTATED.stream()
                        .flatMap(
                                key ->
                                        IntStream.rangeClosed(
                                                        key.oldestVersion(), key.latestVersion())
                                                .mapToObj(v -> sample(samples, key, v)));
        Stream<BadInput> codecs =
                Stream.of(Codec.values())
                        .flatMap(codec -> Stream.of(8, 13).map(v -> produce(samples, codec, v)));
        return Stream.concat(versions, codecs).toList();
    }

    /**
     * The valid requests about groups: every version of every API. Each mutation is of a group of
     * its own, so that it finds nothing that another has left.
     */
    static List<BadInput> groupCorpus(String topic) {
        SampleGroupRequests samples = new SampleGroupRequests(topic, ID_STAND_IN, GROUP_STAND_IN);
        return SampleGroupRequests.SERVED.stream()
                .flatMap(
                        key ->
                                IntStream.rangeClosed(key.oldestVersion(), key.latestVersion())
                                        .mapToObj(v -> sample(samples, key, v)))
                .toList();
    }

    /**
     * The valid requests about producers and transactions: every version of every API. Each
     * mutation is of a transactional id of its own; but markers are all of one producer, and are
     * written.
     */
    static List<BadInput> transactionCorpus(String topic) {
        SampleTransactionRequests samples = new SampleTransactionRequests(topic, GROUP_STAND_IN);
        return OF_TRANSACTIONS.stream()
                .flatMap(
                        key ->
                                IntStream.rangeClosed(key.oldestVersion(), key.latestVersion(false))
                                        .mapToObj(v -> sample(samples, key, v)))
                .toList();
    }

    private static BadInput sample(SampleTransactionRequests samples, ApiKeys key, int version) {
        ApiMessage body = samples.body(key, (short) version);
        if (body instanceof InitProducerIdRequestData init && version % 2 == 1) {
            init.setTransactionalId(samples.transactionalId());
        }
        if (body instanceof WriteTxnMarkersRequestData markers) {
            markers.markers().getFirst().topics().getFirst().setName(samples.topic());
        }
        return BadInput.request(key.name + " " + version, version, body);
    }

    private static BadInput sample(SampleGroupRequests samples, ApiKeys key, int version) {
        ApiMessage body = samples.body(key, (short) version);
        if (body instanceof ConsumerGroupHeartbeatRequestData heartbeat) {
            heartbeat.setMemberId("a member of its own");
        }
        return BadInput.request(key.name + " " + version, version, body);
    }

    /** Makes mutation {@code number} of one of {@code corpus}, for a topic with {@code topicId}. */
    static Mutation of(int number, List<BadInput> corpus, Uuid topicId) {
        SplittableRandom random = new SplittableRandom(SEED + number * 0x9E3779B97F4A7C15L);
        BadInput sample = corpus.get(random.nextInt(corpus.size()));
        byte[] body = Arrays.copyOfRange(sample.bytes(), 4, sample.bytes().length);
        int bodyBytesBefore = body.length;
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            body = changed(body, random);
        }
        int claimed =
                switch (random.nextInt(30)) {
                    case 0 -> bodyBytesBefore;
                    case 1 -> EXTREMES[random.nextInt(EXTREMES.length)];
                    default -> body.length;
                };
        return new Mutation(
                number,
                sample.name(),
                BadInput.claiming(claimed, ofGroup(number, forTopic(topicId, body))));
    }

    /** {@code body} with a group of this mutation's own wherever the stand-in is still whole. */
    private static byte[] ofGroup(int number, byte[] body) {
        byte[] standIn = GROUP_STAND_IN.getBytes(US_ASCII);
        byte[] own = "g-%06d".formatted(number).getBytes(US_ASCII);
        for (int at = 0; at + standIn.length <= body.length; at++) {
            if (Arrays.equals(body, at, at + standIn.length, standIn, 0, standIn.length)) {
                System.arraycopy(own, 0, body, at, own.length);
            }
        }
        return body;
    }

    /** {@code body} with the id wherever its stand-in is still whole. */
    private static byte[] forTopic(Uuid topicId, byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        for (int at = 0; at + 2 * Long.BYTES <= body.length; at++) {
            if (bytes.getLong(at) == ID_STAND_IN.getMostSignificantBits()
                    && bytes.getLong(at + Long.BYTES) == ID_STAND_IN.getLeastSignificantBits()) {
                bytes.putLong(at, topicId.getMostSignificantBits());
                bytes.putLong(at + Long.BYTES, topicId.getLeastSignificantBits());
            }
        }
        return body;
    }

    /** The API that the bytes now ask for, if Kafka knows it and the header is all there. */
    Optional<ApiKeys> key() {
        int id = bytes.length < 12 ? -1 : frame().getShort(4);
        return ApiKeys.hasId(id) ? Optional.of(ApiKeys.forId(id)) : Optional.empty();
    }

    /** The version that the bytes now ask for. */
    short version() {
        return bytes.length < 12 ? -1 : frame().getShort(6);
    }

    /** The correlation id that an answer must carry. */
    int correlationId() {
        return frame().getInt(8);
    }

    /** Whether this is a fetch that now asks the server to wait, or a member that joins others. */
    boolean asksToWait() {
        return key().filter(asked -> asked == ApiKeys.JOIN_GROUP).isPresent()
                || body(ApiKeys.FETCH)
                        .map(in -> new FetchRequestData(in, version()).maxWaitMs() > 0)
                        .orElse(false);
    }

    /** Whether this is a produce request that now has null for the records of a partition. */
    boolean producesNull() {
        return body(ApiKeys.PRODUCE)
                .map(in -> new ProduceRequestData(in, version()))
                .map(request -> request.topicData().stream())
                .map(topics -> topics.flatMap(t -> t.partitionData().stream()))
                .map(partitions -> partitions.anyMatch(p -> p.records() == null))
                .orElse(false);
    }

    /** What follows the header, if the header is one of {@code key}. */
    private Optional<Readable> body(ApiKeys key) {
        if (key().filter(asked -> asked == key).isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer request = frame().position(4);
        RequestHeader.parse(request);
        return Optional.of(new ByteBufferAccessor(request));
    }

    private ByteBuffer frame() {
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] changed(byte[] body, SplittableRandom random) {
        if (body.length < 8) {
            return body;
        }
        int at = random.nextInt(body.length);
        int count = Math.min(random.nextInt(1, 9), body.length - at);
        byte[] copy = body.clone();
        switch (random.nextInt(12)) {
            case 0, 1, 2, 8, 9 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 10, 11 -> copy[at] = (byte) random.nextInt(256);
            case 3 -> ByteBuffer.wrap(copy).putInt(Math.min(at, copy.length - 4), extreme(random));
            case 4 -> {
                short value = (short) extreme(random);
                ByteBuffer.wrap(copy).putShort(Math.min(at, copy.length - 2), value);
            }
            case 5 -> copy = Arrays.copyOf(copy, at);
            case 6 -> copy = spliced(body, at, count, new byte[0]);
            default -> {
                byte[] more = new byte[random.nextInt(1, 20)];
                for (int i = 0; i < more.length; i++) {
                    more[i] = (byte) random.nextInt(256);
                }
                copy = spliced(body, at, 0, more);
            }
        }
        return copy;
    }

    private static int extreme(SplittableRandom random) {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    /** {@code body} with {@code count} bytes at {@code at} replaced by {@code middle}. */
    private static byte[] spliced(byte[] body, int at, int count, byte[] middle) {
        return ByteBuffer.allocate(body.length - count + middle.length)
                .put(body, 0, at)
                .put(middle)
                .put(body, at + count, body.length - at - count)
                .array();
    }

    private static BadInput sample(SampleRequests samples, ApiKeys key, int version) {
        ApiMessage body = samples.body(key, (short) version);
        if (body instanceof CreateTopicsRequestData create) {
            // A bit more or less makes thousands of partitions: allowed, and slow on any server.
            create.setValidateOnly(true);
        }
        return BadInput.request(key.name + " " + version, version, body);
    }

    private static BadInput produce(SampleRequests samples, Codec codec, int version) {
        return BadInput.request(
                "Produce " + version + " " + codec.id(),
                version,
                samples.produce(BatchBytes.valid(codec, 20)));
    }
}
