package strata.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import strata.kernel.log.ByteReader;
import strata.kernel.log.CorruptDataException;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.1", concept = "varints", code = "LOG-101")
final class Hidden11VarintsTest {
    private static final int NUMBERS = 20_000;

    @Claim(
            value = "Any number is written in the groups of its zigzag, lowest first",
            points = 2,
            rules = {"R1.1-a", "R1.1-b", "R1.1-c"})
    void anyNumberIsWrittenInItsGroups(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("numbers"));

        lesson.step("write the first and last number of every length, and %s others", NUMBERS);
        for (int bits = 0; bits < 64; bits++) {
            long edge = 1L << bits;
            for (long value : new long[] {edge - 1, edge, edge + 1, -edge, -edge - 1, 1 - edge}) {
                expectWritten(lesson, draw, value);
            }
        }
        for (int i = 0; i < NUMBERS; i++) {
            expectWritten(lesson, draw, draw.anyLong());
        }
    }

    /** Rule R1.1-c: at the buffer's position, and nothing else of the buffer changes. */
    private static void expectWritten(Lesson lesson, HiddenTestDraw draw, long value) {
        byte[] expected = HiddenTestBatch.varint(value);
        int before = draw.upTo(3);
        ByteBuffer out = ByteBuffer.allocate(before + expected.length + 2).position(before);

        Varints.write(out, value);

        byte[] got = Arrays.copyOfRange(out.array(), before, out.position());
        lesson.expectBytes("the bytes of " + value, expected, got);
        boolean untouched = before == 0 || out.get(before - 1) == 0;
        for (int i = out.position(); i < out.limit(); i++) {
            untouched &= out.get(i) == 0;
        }
        lesson.expectThat(
                untouched,
                "the bytes before and behind those of " + value,
                "all zeros, as they were",
                HexFormat.of().formatHex(out.array()));
    }

    @Claim(
            value = "The size of a number is how many bytes it takes when written",
            rules = {"R1.1-d"})
    void theSizeOfANumberIsHowManyBytesItTakes(Lesson lesson) {
        SplittableRandom random = lesson.random("sizes");

        lesson.step("take the size of numbers of every length");
        for (int bits = 0; bits < 64; bits++) {
            for (int i = 0; i < 40; i++) {
                long value = random.nextLong() >> bits;
                int expected = HiddenTestBatch.varint(value).length;
                lesson.expect("the size of " + value, expected, Varints.sizeOf(value));
            }
        }
    }

    @Claim(
            value = "Numbers one behind the other are read back, and nothing beyond them",
            rules = {"R1.1-e"})
    void numbersInARowAreReadBack(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("rows"));

        lesson.step("read rows of ints and longs, written one behind the other");
        for (int row = 0; row < 500; row++) {
            long[] values = new long[draw.between(1, 20)];
            ByteBuffer bytes = ByteBuffer.allocate(10 * values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? (int) draw.anyLong() : draw.anyLong();
                bytes.put(HiddenTestBatch.varint(values[i]));
            }
            ByteReader in = ByteReader.of(bytes.flip());
            long position = 0;
            for (int i = 0; i < values.length; i++) {
                long got = i % 2 == 0 ? Varints.readInt(in) : Varints.readLong(in);
                lesson.expect("number " + i + " of a row", values[i], got);
                position += HiddenTestBatch.varint(values[i]).length;
                lesson.expect("the position behind " + got, position, in.position());
            }
        }
    }

    // A last group of zeros is more bytes than the number needs.
    @Claim(
            value = "Bits that an int or a long has no room for are dropped",
            rules = {"R1.1-h", "R1.1-i"})
    void bitsWithoutRoomAreDropped(Lesson lesson) {
        SplittableRandom random = lesson.random("last groups");

        lesson.step("read ints of 5 bytes and longs of 10, whose last group is any of 7 bits");
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = marked(random, 5);
            bytes[4] &= 0x7f;
            long raw = raw(bytes) & 0xffff_ffffL;
            int expected = (int) (raw % 2 == 0 ? raw / 2 : -(raw / 2) - 1);
            String shown = HexFormat.of().formatHex(bytes);
            lesson.expect("the int " + shown, expected, Varints.readInt(reader(bytes)));

            bytes = marked(random, 10);
            bytes[9] &= 0x7f;
            long half = raw(bytes) >>> 1;
            long expectedLong = raw(bytes) % 2 == 0 ? half : -half - 1;
            shown = HexFormat.of().formatHex(bytes);
            lesson.expect("the long " + shown, expectedLong, Varints.readLong(reader(bytes)));
        }
    }

    @Claim(
            value = "A number that goes on too long, or whose bytes end in it, is corrupt",
            rules = {"R1.1-f", "R1.1-g"})
    void aNumberTooLongOrCutIsCorrupt(Lesson lesson) {
        SplittableRandom random = lesson.random("too long");

        lesson.step("read an int where 0 to 4 bytes are left, or 5 and more go on");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = marked(random, i % 12);
            if (bytes.length > 5) {
                bytes[bytes.length - 1] &= 0x7f;
            }
            ByteReader in = reader(bytes);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "the int " + HexFormat.of().formatHex(bytes),
                    () -> Varints.readInt(in));
            long read = Math.min(bytes.length, Varints.MAX_INT_BYTES);
            lesson.expect("how many bytes were looked at", read, in.position());
        }
        lesson.step("read a long where 0 to 9 bytes are left, or 10 and more go on");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = marked(random, i % 15);
            if (bytes.length > 10) {
                bytes[bytes.length - 1] &= 0x7f;
            }
            ByteReader in = reader(bytes);
            lesson.expectThrown(
                    CorruptDataException.class,
                    "the long " + HexFormat.of().formatHex(bytes),
                    () -> Varints.readLong(in));
            long read = Math.min(bytes.length, Varints.MAX_LONG_BYTES);
            lesson.expect("how many bytes were looked at", read, in.position());
        }
    }

    /** Random groups, each of which says that another follows. */
    private static byte[] marked(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            bytes[i] |= (byte) 0x80;
        }
        return bytes;
    }

    /** The groups put together, what does not fit into 64 bits left out. */
    private static long raw(byte[] bytes) {
        long raw = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            raw = raw * 128 + (bytes[i] & 127);
        }
        return raw;
    }

    private static ByteReader reader(byte[] bytes) {
        return ByteReader.of(ByteBuffer.wrap(bytes));
    }
}
