package strata.conformance.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CompressionType;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.TimestampType;
import strata.log.AppendLogLayer;
import strata.wire.KafkaCompression;

/** Strata takes what Kafka takes, refuses what Kafka refuses, and stores the same bytes. */
final class CheckTest {
    private static final long NOW_MS = 1_767_225_600_000L;
    private static final int PLAIN_MUTATIONS = 10_000;
    private static final int COMPRESSED_MUTATIONS = 2_500;
    private static final int STORED_BATCHES = 500;

    private final RecordFormat format = new AppendLogLayer().recordFormat();
    private final KafkaCompression compression = new KafkaCompression();

    @ParameterizedTest
    @EnumSource
    void aMutatedBatchIsTakenWhereKafkaTakesItAndThenReadAlike(CompressionType type) {
        int mutations = type == CompressionType.NONE ? PLAIN_MUTATIONS : COMPRESSED_MUTATIONS;
        int taken = 0;
        for (int seed = 0; seed < mutations; seed++) {
            Random random = new Random(seed);
            ByteBuffer batch = BatchDraft.drawOfClient(random, type).builtByKafka();
            ByteBuffer mutated = Mutation.of(batch, random, compression);
            Optional<ByteBuffer> theirs =
                    KafkaJudge.appended(mutated, TimestampType.CREATE_TIME, NOW_MS);

            boolean ours = isTaken(mutated);

            assertThat(ours).as("seed %s: %s", seed, hex(mutated)).isEqualTo(theirs.isPresent());
            if (ours) {
                taken++;
                assertThat(StrataBatches.records(format, mutated, compression))
                        .as("seed %s", seed)
                        .isEqualTo(KafkaBatches.records(mutated));
            }
        }
        // Else the claim would be empty: both kinds must have come, and often.
        assertThat(taken).isBetween(mutations / 20, mutations - mutations / 20);
    }

    @ParameterizedTest
    @EnumSource
    void aLeaderStoresTheBytesThatKafkaWouldStore(CompressionType type) {
        for (int seed = 0; seed < STORED_BATCHES; seed++) {
            Random random = new Random(seed);
            ByteBuffer batch = BatchDraft.drawOfClient(random, type).builtByKafka();
            if (random.nextBoolean()) {
                // Producers that never set the greatest timestamp are put right.
                Mutation.withCrc(batch.putLong(35, random.nextBoolean() ? -1 : NOW_MS));
            }
            TimestampType stamp =
                    random.nextBoolean()
                            ? TimestampType.CREATE_TIME
                            : TimestampType.LOG_APPEND_TIME;
            Optional<ByteBuffer> theirs = KafkaJudge.appended(batch, stamp, NOW_MS);

            assertThat(format.check(batch, compression)).as("seed %s", seed).isNull();
            newLog().appendAsLeader(batch, new LeaderAppend(0, stamp, NOW_MS));

            assertThat(theirs).as("seed %s", seed).isPresent();
            assertThat(hex(batch)).as("seed %s", seed).isEqualTo(hex(theirs.get()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsRefusedAsByKafkaOrMeansNothingToTheLeader(CompressionType type) {
        ByteBuffer batch = BatchDraft.drawOfClient(new Random(4), type).builtByKafka();
        for (int bit = 0; bit < 8 * batch.limit(); bit++) {
            ByteBuffer flipped = KafkaBatches.copyOf(batch);
            flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ (1 << (bit % 8))));
            Optional<ByteBuffer> theirs =
                    KafkaJudge.appended(flipped, TimestampType.CREATE_TIME, NOW_MS);

            BatchFault fault = format.check(flipped, compression);

            // Base offset and leader epoch, which the leader sets, are outside the CRC.
            boolean meansNothing = bit < 8 * 8 || (bit >= 12 * 8 && bit < 16 * 8);
            assertThat(fault == null).as("bit %s: %s", bit, fault).isEqualTo(meansNothing);
            assertThat(isTaken(flipped)).as("bit %s", bit).isEqualTo(theirs.isPresent());
        }
    }

    @Test
    void oldFormatsAreRefusedAsByKafka() {
        for (byte magic = -2; magic < 5; magic++) {
            ByteBuffer batch =
                    BatchDraft.drawOfClient(new Random(1), CompressionType.NONE).builtByKafka();
            Mutation.withCrc(batch.put(16, magic));

            Optional<ByteBuffer> theirs =
                    KafkaJudge.appended(batch, TimestampType.CREATE_TIME, NOW_MS);

            assertThat(isTaken(batch)).as("magic %s", magic).isEqualTo(theirs.isPresent());
        }
    }

    /** Whether a broker takes the batch: the layer's check, and what a client may not do at all. */
    private boolean isTaken(ByteBuffer batch) {
        if (!batch.hasRemaining() || format.check(batch, compression) != null) {
            return false;
        }
        BatchHeader header = BatchHeader.at(batch, batch.position());
        boolean oneBatchFrom0 =
                header.sizeInBytes() == batch.remaining() && header.baseOffset() == 0;
        boolean sequenceMissing = header.hasProducerId() && header.baseSequence() < 0;
        boolean stamped = header.timestampType() == TimestampType.LOG_APPEND_TIME;
        boolean stampedWithNothing = stamped && header.maxTimestampMs() == -1;
        return oneBatchFrom0 && !header.isControl() && !sequenceMissing && !stampedWithNothing;
    }

    private PartitionLog newLog() {
        return new AppendLogLayer()
                .open(new LogContext(new NowhereStorage(), compression), LogSpec.of("t-0"));
    }

    private static String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(KafkaBatches.copy(bytes));
    }
}
