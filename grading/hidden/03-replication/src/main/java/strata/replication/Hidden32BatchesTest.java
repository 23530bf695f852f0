package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.2", concept = "the follower", code = "REP-302")
final class Hidden32BatchesTest {
    private static final int[] LENGTHS = {
        Integer.MIN_VALUE,
        -1_000,
        -13,
        -12,
        -11,
        -1,
        0,
        1,
        48,
        49,
        1 << 16,
        Integer.MAX_VALUE - 12,
        Integer.MAX_VALUE - 11,
        Integer.MAX_VALUE
    };

    /** What there is in some bytes. */
    record Found(int goodBytes, int lastEpoch, boolean faulty) {
        /** Found by cutting the bytes into pieces. */
        static Found in(byte[] bytes, long logEndOffset) {
            int at = 0;
            int lastEpoch = -1;
            long nextOffset = logEndOffset;
            while (bytes.length - at >= 12) {
                ByteBuffer rest = ByteBuffer.wrap(bytes, at, bytes.length - at).slice();
                long size = 12L + rest.getInt(8);
                if (size > rest.limit()) {
                    break;
                }
                if (size < 61 || !isGood(rest.slice(0, (int) size), nextOffset)) {
                    return new Found(at, lastEpoch, true);
                }
                lastEpoch = rest.getInt(12);
                nextOffset = rest.getLong(0) + rest.getInt(23) + 1;
                at += (int) size;
            }
            return new Found(at, lastEpoch, false);
        }

        private static boolean isGood(ByteBuffer batch, long nextOffset) {
            CRC32C crc = new CRC32C();
            crc.update(batch.duplicate().position(21));
            return batch.get(16) == 2
                    && batch.getLong(0) >= nextOffset
                    && batch.getInt(23) >= 0
                    && (int) crc.getValue() == batch.getInt(17);
        }
    }

    @Claim(
            value = "Of whatever bytes come, the good batches are found, and that one is bad",
            rules = {"R3.2-b", "R3.2-e"})
    void ofWhateverBytesComeTheGoodBatchesAreFound(Lesson lesson) {
        SplittableRandom random = lesson.random("bytes");
        // One for all: nothing may be left of an earlier look.
        FetchedBatches fetched = new FetchedBatches();

        lesson.step("look at 4000 answers of up to six batches, each with something wrong");
        for (int i = 0; i < 4_000; i++) {
            long end = random.nextInt(4) == 0 ? random.nextLong(1L << 50) : random.nextInt(9);
            List<ByteBuffer> batches = someBatches(random, end);
            String what = spoil(random, batches);
            ByteBuffer sent = HiddenTestBatch.joined(batches);
            if (random.nextInt(3) == 0) {
                sent = HiddenTestBatch.cut(sent, random.nextInt(sent.remaining() + 1));
            }
            lesson.now("answer %s, %s bytes from offset %s: %s", i, sent.remaining(), end, what);
            look(lesson, fetched, HiddenTestBatch.placed(random, sent), end);
        }

        lesson.step("look at three batches, with each of their bits turned over");
        ByteBuffer whole = HiddenTestBatch.joined(someBatches(random, 5));
        for (int at = 0; at < whole.limit(); at++) {
            for (int bit = 0; bit < 8; bit++) {
                ByteBuffer flipped = HiddenTestBatch.cut(whole, whole.limit());
                flipped.put(at, (byte) (flipped.get(at) ^ 1 << bit));
                lesson.now("bit %s of byte %s of %s", bit, at, whole.limit());
                look(lesson, fetched, flipped, 5);
            }
        }
    }

    private static void look(
            Lesson lesson, FetchedBatches fetched, ByteBuffer sent, long logEndOffset) {
        byte[] before = HiddenTestBatch.bytes(sent);
        Found right = Found.in(before, logEndOffset);
        int position = sent.position();
        int limit = sent.limit();

        fetched.look(sent, logEndOffset);

        lesson.expect("the size of the good batches", right.goodBytes, fetched.goodBytes());
        lesson.expect("the last one's epoch", right.lastEpoch, fetched.lastEpoch());
        String said = String.valueOf(fetched.fault());
        String wanted = right.faulty ? "some words" : "null";
        lesson.expectThat((fetched.fault() != null) == right.faulty, "the fault", wanted, said);
        lesson.expect("the buffer's position", position, sent.position());
        lesson.expect("the buffer's limit", limit, sent.limit());
        lesson.expectBytes("the bytes afterwards", before, HiddenTestBatch.bytes(sent));
    }

    private static List<ByteBuffer> someBatches(SplittableRandom random, long logEndOffset) {
        List<ByteBuffer> batches = new ArrayList<>();
        long offset = logEndOffset;
        int epoch = random.nextInt(5);
        for (int left = random.nextInt(1, 6); left > 0; left--) {
            offset += random.nextInt(4) == 0 ? random.nextInt(1_000) : 0;
            int records = random.nextInt(1, 5);
            batches.add(HiddenTestBatch.of(offset, epoch, records, "x".repeat(random.nextInt(99))));
            offset += records;
            epoch += random.nextInt(3);
        }
        return batches;
    }

    /** Does something to one of the batches; says what. */
    private static String spoil(SplittableRandom random, List<ByteBuffer> batches) {
        int victim = random.nextInt(batches.size());
        ByteBuffer batch = batches.get(victim);
        String what;
        switch (random.nextInt(10)) {
            case 0 -> {
                int length = LENGTHS[random.nextInt(LENGTHS.length)];
                batch.putInt(8, length);
                what = "its length is " + length;
            }
            case 1 -> {
                int length = batch.getInt(8) + random.nextInt(-30, 31);
                batch.putInt(8, length);
                what = "its length is " + length + ", not " + (batch.limit() - 12);
            }
            case 2 -> {
                byte magic = (byte) random.nextInt(-128, 128);
                batch.put(16, magic);
                what = "its magic is " + magic;
            }
            case 3 -> {
                long offset = batch.getLong(0) - random.nextInt(1, 9);
                batch.putLong(0, offset);
                what = "its base offset is " + offset;
            }
            case 4 -> {
                int delta = random.nextInt(3) == 0 ? Integer.MIN_VALUE : -random.nextInt(1, 99);
                batch.putInt(23, delta);
                HiddenTestBatch.withCrc(batch);
                what = "it ends at " + delta + " from where it begins";
            }
            case 5 -> {
                int at = random.nextInt(17, batch.limit());
                batch.put(at, (byte) (batch.get(at) + random.nextInt(1, 256)));
                what = "another byte at " + at;
            }
            case 6 -> {
                // A header alone: of a batch that was compacted away.
                ByteBuffer empty = HiddenTestBatch.cut(batch, BatchHeader.SIZE);
                empty.putInt(8, BatchHeader.SIZE - BatchHeader.LOG_OVERHEAD).putInt(57, 0);
                batches.set(victim, HiddenTestBatch.withCrc(empty));
                what = "it has no records, which is no fault";
            }
            case 7 -> {
                int epoch = random.nextInt();
                batch.putInt(12, epoch);
                what = "its epoch is " + epoch + ", which is no fault";
            }
            case 8 -> {
                // At the end, where no header has room, and all the same it is whole.
                int size = random.nextInt(12, BatchHeader.SIZE);
                int length = size - 12 - (random.nextBoolean() ? 0 : random.nextInt(size));
                batches.add(HiddenTestBatch.cut(batch, size).putInt(8, length));
                what = "some bytes are behind the last, " + size + " of length " + length;
            }
            default -> {
                batches.add(victim, batch);
                what = "it is there twice";
            }
        }
        return "of batch " + victim + " " + what;
    }
}
