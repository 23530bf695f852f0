package strata.conformance.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CompressionType;
import strata.kernel.log.RecordFormat;
import strata.log.AppendLogLayer;
import strata.wire.KafkaCompression;

/** What Strata builds is what Kafka builds, and each reads the other's. */
final class BuildTest {
    private static final int PLAIN_BATCHES = 6_000;
    private static final int COMPRESSED_BATCHES = 1_000;

    private final RecordFormat format = new AppendLogLayer().recordFormat();
    private final KafkaCompression compression = new KafkaCompression();

    @Test
    void plainBatchesAreKafkasByteForByte() {
        for (int seed = 0; seed < PLAIN_BATCHES; seed++) {
            BatchDraft draft = BatchDraft.draw(new Random(seed), CompressionType.NONE);

            ByteBuffer ours = draft.builtByStrata(format, compression);

            assertThat(hex(ours)).as("seed %s", seed).isEqualTo(hex(draft.builtByKafka()));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void compressedBatchesAreKafkasButForTheCodecsChoices(CompressionType type) {
        for (int seed = 0; seed < COMPRESSED_BATCHES; seed++) {
            BatchDraft draft = BatchDraft.draw(new Random(seed), type);

            ByteBuffer ours = draft.builtByStrata(format, compression);

            ByteBuffer theirs = draft.builtByKafka();
            assertThat(hex(unpacked(ours))).as("seed %s", seed).isEqualTo(hex(unpacked(theirs)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void kafkaReadsWhatStrataBuilt(CompressionType type) {
        for (int seed = 0; seed < COMPRESSED_BATCHES; seed++) {
            BatchDraft draft = BatchDraft.draw(new Random(seed), type);

            ByteBuffer ours = draft.builtByStrata(format, compression);

            assertThat(KafkaBatches.records(ours))
                    .as("seed %s", seed)
                    .isEqualTo(StrataBatches.records(format, ours, compression));
            if (!draft.isStamped()) {
                assertThat(KafkaBatches.records(ours)).isEqualTo(draft.records());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void strataReadsAndPassesWhatKafkaBuilt(CompressionType type) {
        for (int seed = 0; seed < COMPRESSED_BATCHES; seed++) {
            BatchDraft draft = BatchDraft.draw(new Random(seed), type);

            ByteBuffer theirs = draft.builtByKafka();

            assertThat(format.check(theirs, compression)).as("seed %s", seed).isNull();
            assertThat(StrataBatches.records(format, theirs, compression))
                    .as("seed %s", seed)
                    .isEqualTo(KafkaBatches.records(theirs));
        }
    }

    /** The batch with its records plain and the fields that depend on their packing made alike. */
    private static ByteBuffer unpacked(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, 0);
        assertThat(header.sizeInBytes()).isEqualTo(batch.remaining());
        return Mutation.withRecords(batch, KafkaBatches.plainRecords(batch));
    }

    private static String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(KafkaBatches.copy(bytes));
    }
}
