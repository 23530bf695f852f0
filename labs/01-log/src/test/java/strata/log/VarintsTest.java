package strata.log;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import strata.kernel.log.ByteReader;
import strata.kernel.log.CorruptDataException;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.1", concept = "varints", code = "LOG-101")
final class VarintsTest {
    @Claim(
            value =
                    "A number is written as its zigzag in groups of seven bits, the lowest group"
                            + " first",
            rules = {"R1.1-a", "R1.1-b", "R1.1-c", "R1.1-d"})
    void aNumberIsWrittenInGroupsOfSevenBits(Lesson lesson) {
        lesson.step("write numbers, each at position 3 of a buffer");
        for (Map.Entry<Long, String> number : numbers().entrySet()) {
            long value = number.getKey();
            byte[] expected = HexFormat.of().parseHex(number.getValue());
            ByteBuffer out = ByteBuffer.allocate(16).position(3);
            lesson.now("write %s", value);
            Varints.write(out, value);

            lesson.expectBytes(
                    "the bytes of " + value,
                    ByteBuffer.wrap(expected),
                    out.duplicate().limit(out.position()).position(3));
            lesson.expect("sizeOf(" + value + ")", expected.length, Varints.sizeOf(value));
        }
    }

    @Claim(
            value = "Every number reads back, and not one byte behind it is read",
            rules = {"R1.1-e"})
    void everyNumberReadsBack(Lesson lesson) {
        lesson.step("read numbers, each with more bytes behind it");
        for (Map.Entry<Long, String> number : numbers().entrySet()) {
            long value = number.getKey();
            String from = "[" + number.getValue() + "]";
            int size = number.getValue().length() / 2;
            lesson.now("read %s from %s", value, from);
            ByteReader longs = reader(number.getValue() + "ffff");
            lesson.expect("the long in " + from, value, Varints.readLong(longs));
            lesson.expect("how many bytes the long read", (long) size, longs.position());

            if (value == (int) value) {
                ByteReader ints = reader(number.getValue() + "ffff");
                lesson.expect("the int in " + from, (int) value, Varints.readInt(ints));
                lesson.expect("how many bytes the int read", (long) size, ints.position());
            }
        }
        SplittableRandom random = lesson.random("values");
        lesson.step("write and read 2000 numbers of all sizes");
        for (int i = 0; i < 2000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            lesson.now("number %s of them: %s", i, value);
            ByteBuffer out = ByteBuffer.allocate(16);
            Varints.write(out, value);
            lesson.expect("the number", value, Varints.readLong(ByteReader.of(out.flip())));
        }
    }

    @Claim(
            value = "A number that goes on for too long, or whose bytes end, is corrupt",
            rules = {"R1.1-f", "R1.1-g"})
    void aNumberThatDoesNotEndIsCorrupt(Lesson lesson) {
        lesson.step("read ints that have six bytes, or too few");
        for (String bytes : new String[] {"808080808000", "ffffffffff7f", "80", "80808080", ""}) {
            lesson.now("read [%s]", bytes);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "reading an int from [" + bytes + "]",
                    () -> Varints.readInt(reader(bytes)));
        }
        lesson.step("read longs that have eleven bytes, or too few");
        for (String bytes : new String[] {"80".repeat(10) + "00", "80".repeat(9), ""}) {
            lesson.now("read [%s]", bytes);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "reading a long from [" + bytes + "]",
                    () -> Varints.readLong(reader(bytes)));
        }
    }

    /** Numbers at the edges, and their bytes. */
    private static Map<Long, String> numbers() {
        Map<Long, String> numbers = new LinkedHashMap<>();
        numbers.put(0L, "00");
        numbers.put(-1L, "01");
        numbers.put(1L, "02");
        numbers.put(63L, "7e");
        numbers.put(-64L, "7f");
        numbers.put(64L, "8001");
        numbers.put(-65L, "8101");
        numbers.put(300L, "d804");
        numbers.put(8191L, "fe7f");
        numbers.put(8192L, "808001");
        numbers.put((long) Integer.MAX_VALUE, "feffffff0f");
        numbers.put((long) Integer.MIN_VALUE, "ffffffff0f");
        numbers.put(Integer.MAX_VALUE + 1L, "8080808010");
        numbers.put(Long.MAX_VALUE, "feffffffffffffffff01");
        numbers.put(Long.MIN_VALUE, "ffffffffffffffffff01");
        return numbers;
    }

    private static ByteReader reader(String hex) {
        return ByteReader.of(TestBatches.hex(hex));
    }
}
