package strata.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchPictureTest {
    private static final int MUTATIONS = 10_000;
    private static final int LINES_MAX = 60;
    private static final int COLUMNS_MAX = 160;

    private static SampleBatch sample() {
        return new SampleBatch()
                .record("a", "one")
                .record("b", "two", "trace", "7f")
                .record("c", "three, which is a longer value than others are");
    }

    private static String picture(byte[] expected, byte[] got) {
        List<String> lines = BatchPicture.ofDifference(expected, got);
        return String.join("\n", lines) + "\n";
    }

    @Test
    void theFieldsOfABatchAreItsBytes() {
        byte[] batch = sample().bytes();

        List<BatchField> fields = BatchFields.of(batch);

        assertThat(joined(fields)).isEqualTo(batch);
        assertThat(fields)
                .extracting(BatchField::name)
                .startsWith("baseOffset", "batchLength", "partitionLeaderEpoch", "magic", "crc")
                .contains("recordsCount", "offsetDelta", "headersCount");
        assertThat(fields).filteredOn(BatchField::follows).hasSize(5);
    }

    @Test
    void aWrongHeaderFieldIsMarkedAndNotTheChecksumThatFollowsFromIt() {
        SampleBatch wrong = sample();
        wrong.lastOffsetDelta = 3;

        String picture = picture(sample().bytes(), wrong.bytes());

        assertThat(picture)
                .isEqualTo(
                        """
                          batch 0
                            baseOffset            00 00 00 00 00 00 00 00  0
                            batchLength           00 00 00 86              134
                            partitionLeaderEpoch  00 00 00 00              0
                            magic                 02                       2
                        ~   crc                   CRC  (follows from > below)
                            attributes            00 00                    none, CreateTime
                        >   lastOffsetDelta       00 00 00 03              3
                                                           ^^              expected 00 00 00 02 = 2
                        """
                                .replace("CRC", crc(wrong.bytes())));
    }

    private static String crc(byte[] batch) {
        BatchField crc = BatchFields.of(batch).get(4);
        String hex = HexFormat.ofDelimiter(" ").formatHex(crc.bytes());
        return String.format("%-25s%s", hex, crc.value());
    }

    @Test
    void aWrongChecksumIsMarkedWhereNothingElseIsWrong() {
        byte[] wrong = sample().bytes();
        wrong[18] ^= 1;

        assertThat(picture(sample().bytes(), wrong))
                .contains("> " + "  crc ")
                .contains("not that of its bytes")
                .doesNotContain("~");
    }

    @Test
    void recordsBeforeTheWrongOneArePassedOver() {
        byte[] wrong =
                new SampleBatch()
                        .record("a", "one")
                        .record("b", "two", "trace", "7f")
                        .record(1, "c", "three, which is a longer value than others are")
                        .bytes();

        assertThat(picture(sample().bytes(), wrong).lines())
                .contains("    record 0 to record 1: right", "    record 2")
                .anyMatch(line -> line.startsWith(">     offsetDelta") && line.endsWith(" 1"))
                .anyMatch(line -> line.endsWith("expected 04 = 2"));
    }

    @Test
    void inALongValueTheRowWithTheDifferenceIsShown() {
        byte[] wrong =
                new SampleBatch()
                        .record("a", "one")
                        .record("b", "two", "trace", "7f")
                        .record("c", "three, which is a longer value than others ARE")
                        .bytes();

        assertThat(picture(sample().bytes(), wrong)).contains("> ").contains("(from its byte 40)");
    }

    @Test
    void aBatchThatIsCutOffSaysWhatIsMissing() {
        byte[] right = sample().bytes();

        assertThat(picture(right, Arrays.copyOf(right, 61)))
                .contains("ends here; expected length")
                .contains("(" + right.length + " bytes were expected, 61 came)");
        assertThat(picture(right, Arrays.copyOf(right, 59))).contains("(only 2 of 4 bytes came)");
        assertThat(picture(right, new byte[0])).contains("ends here; expected baseOffset");
    }

    @Test
    void whatNobodyExpectedIsMarked() {
        byte[] right = sample().bytes();

        String picture = picture(right, twice(right));

        assertThat(picture).contains("  batch 0: right").contains("expected nothing more");
    }

    @Test
    void whateverTheBytesAreTheirFieldsAreThoseBytesAndThePictureIsShort() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] right = twice(sample().bytes());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] wrong = mutated(right, random);

            List<BatchField> fields = BatchFields.of(wrong);
            List<String> lines = BatchPicture.ofDifference(right, wrong);

            assertThat(joined(fields)).as("mutation %d", i).isEqualTo(wrong);
            assertThat(lines).as("mutation %d", i).hasSizeBetween(1, LINES_MAX);
            assertThat(lines).allMatch(line -> line.length() <= COLUMNS_MAX);
            assertThat(lines).anyMatch(line -> line.startsWith("> "));
        }
    }

    private static byte[] mutated(byte[] right, SplittableRandom random) {
        byte[] wrong = right.clone();
        switch (random.nextInt(4)) {
            case 0 -> wrong = Arrays.copyOf(wrong, random.nextInt(wrong.length));
            case 1 -> {
                wrong = new byte[random.nextInt(400)];
                random.nextBytes(wrong);
            }
            case 2 -> wrong = Arrays.copyOfRange(wrong, 1, wrong.length + random.nextInt(9));
            default -> {}
        }
        if (wrong.length > 0) {
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                wrong[random.nextInt(wrong.length)] ^= (byte) (1 + random.nextInt(255));
            }
        }
        // Flips may undo each other.
        return Arrays.equals(wrong, right) ? new byte[] {1} : wrong;
    }

    private static byte[] twice(byte[] batch) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(batch);
        both.writeBytes(batch);
        return both.toByteArray();
    }

    private static byte[] joined(List<BatchField> fields) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        fields.forEach(field -> all.writeBytes(field.bytes()));
        return all.toByteArray();
    }
}
