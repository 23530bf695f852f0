package strata.segments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.log.BatchHeader;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.8", concept = "compaction", code = "SEG-208")
final class Hidden28KeysTest {
    private static final int TRANSACTIONAL = 0x10;
    private static final int DELETE_HORIZON = 0x40;
    private static final long NOW_MS = TestBatch.NOW_MS;

    @Claim(
            value = "Of any size and however full, the map answers as an ordinary one does",
            points = 2,
            rules = {"R2.8-a", "R2.8-b", "R2.8-c", "R2.8-d", "R2.8-e"})
    void theMapAnswersAsAnOrdinaryOneDoes(Lesson lesson) {
        SplittableRandom random = lesson.random("maps");

        for (int i = 0; i < 60; i++) {
            int keys = random.nextInt(1, 300);
            int bytes = random.nextInt(8_000);
            lesson.step("a map of %s bytes, %s keys", bytes, keys);
            KeyMap map = new KeyMap(bytes, 10_000);
            Map<Integer, Long> model = new TreeMap<>();
            for (int left = 3 * keys; left > 0; left--) {
                int key = random.nextInt(keys);
                long offset = random.nextLong() >>> random.nextInt(2, 64);
                lesson.now("put key %s at %s", key, offset);
                boolean fits = model.containsKey(key) || model.size() < map.capacity();
                ByteBuffer bytesOfKey = bytesOf(key);
                lesson.expect("whether it was noted", fits, map.put(bytesOfKey, offset));
                lesson.expect("where the key's bytes begin", 4, bytesOfKey.position());
                if (fits) {
                    model.put(key, offset);
                }
                lesson.expect("the map's size", model.size(), map.size());
            }
            for (int key = 0; key < 2 * keys; key++) {
                lesson.now("look for key %s", key);
                long right = model.getOrDefault(key, KeyMap.NOT_FOUND);
                lesson.expect("its last offset", right, map.offsetOf(bytesOf(key)));
            }
        }
        expectBothHalvesCompared(lesson);
        expectDirtyRecordsAlone(lesson);
    }

    /** A hash of 32 bytes: 1 in the first half, the key's first byte in the second. */
    private static final class AlikeHash extends MessageDigest {
        private final ByteBuffer bytes = ByteBuffer.allocate(32);

        AlikeHash() {
            super("alike");
            engineReset();
        }

        @Override
        protected void engineUpdate(byte one) {
            bytes.putLong(8, one);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int count) {
            engineUpdate(input[offset]);
        }

        @Override
        protected byte[] engineDigest() {
            byte[] digest = bytes.array().clone();
            engineReset();
            return digest;
        }

        @Override
        protected void engineReset() {
            bytes.putLong(0, 1).putLong(8, 0);
        }
    }

    private static void expectBothHalvesCompared(Lesson lesson) {
        lesson.step("put three keys whose hashes have the same first half");
        KeyMap map = new KeyMap(1_000, 100, new AlikeHash());
        for (byte key = 1; key <= 3; key++) {
            map.put(ByteBuffer.wrap(new byte[] {key}), key);
        }
        lesson.expect("the map's size", 3, map.size());
        for (byte key = 1; key <= 3; key++) {
            long found = map.offsetOf(ByteBuffer.wrap(new byte[] {key}));
            lesson.expect("the last offset of key " + key, (long) key, found);
        }
    }

    /** Rule R2.8-e: a record below the first dirty offset is none of this pass. */
    private static void expectDirtyRecordsAlone(Lesson lesson) {
        lesson.step("note the keys of a batch 0-5, dirty from 3 on");
        TestDisk disk = new TestDisk();
        TestBatch batch = TestBatch.at(0);
        for (int offset = 0; offset < 6; offset++) {
            batch.put("key " + offset, "value");
        }
        disk.put(0, ".log", TestBatch.joined(batch.bytes()).array());
        LogDirectory directory = HiddenTestLog.directory(disk, HiddenTestLog.settings(1_000, 100));
        List<LogSegment> dirty = List.of(LogSegment.existing(directory, 0, SegmentFiles.NONE));
        KeyPass pass = new KeyPass(directory, dirty, new DirtyRange(3, 6, 0, 400, false), 10_000);
        while (pass.hasNext()) {
            pass.next();
        }
        CompactionRule rule = pass.rule(NOW_MS);
        BatchHeader earlier = header(0, 0, 0, NOW_MS);
        for (int offset = 1; offset < 6; offset++) {
            ByteBuffer key = ByteBuffer.wrap(("key " + offset).getBytes(UTF_8));
            lesson.expect(
                    "what becomes of an earlier record of key " + offset,
                    offset < 3 ? Fate.STAYS : Fate.GOES,
                    rule.fateOf(earlier, 0, key, false));
        }
    }

    /** Of up to 40 bytes, somewhere in a buffer; key 0 is empty, others differ in their end. */
    private static ByteBuffer bytesOf(int key) {
        int size = key == 0 ? 0 : 1 + key % 40;
        ByteBuffer bytes = ByteBuffer.allocateDirect(size + 9);
        bytes.position(4);
        for (int i = 0; i < size; i++) {
            bytes.put((byte) (i == size - 1 ? key / 40 : 7));
        }
        return bytes.flip().position(4);
    }

    @Claim(
            value = "The rule decides of any record by the first reason that fits",
            points = 2,
            rules = {"R2.8-f", "R2.8-g", "R2.8-h", "R2.8-i"})
    void theRuleDecidesByTheFirstReasonThatFits(Lesson lesson) {
        SplittableRandom random = lesson.random("records");

        lesson.step("3000 records about the end of a map of four keys");
        for (int i = 0; i < 3_000; i++) {
            KeyMap map = new KeyMap(1_000, 100);
            long[] last = new long[5];
            for (int key = 1; key < last.length; key++) {
                last[key] = random.nextInt(4) == 0 ? -1 : random.nextInt(20);
                if (last[key] >= 0) {
                    map.put(bytesOf(key), last[key]);
                }
            }
            long mappedEnd = random.nextInt(1, 22);
            CompactionRule rule = new CompactionRule(map, mappedEnd, new ProducerTails(), NOW_MS);
            int attributes = random.nextInt(5) == 0 ? TRANSACTIONAL : 0;
            attributes |= random.nextBoolean() ? DELETE_HORIZON : 0;
            long offset = random.nextInt(22);
            long base = Math.max(0, offset - random.nextInt(4));
            long end = offset + random.nextInt(4);
            long baseMs = NOW_MS + random.nextInt(-1, 2);
            BatchHeader batch = header(base, end, attributes, baseMs);
            int key = random.nextInt(6) - 1;
            boolean tombstone = random.nextInt(3) > 0;
            lesson.now(
                    "offset %s of a batch %s-%s, attributes %s, base time now %+d, key %s,"
                            + " tombstone %s; the key's last offset %s, end of the map %s",
                    offset,
                    base,
                    end,
                    attributes,
                    baseMs - NOW_MS,
                    key < 1 ? "none" : key,
                    tombstone,
                    key < 1 ? "none" : last[key],
                    mappedEnd);
            Fate right = Fate.STAYS;
            boolean judged = key >= 1 && offset < mappedEnd;
            if (judged && last[key] > offset) {
                right = Fate.GOES;
            } else if (judged && tombstone && attributes < TRANSACTIONAL && end < mappedEnd) {
                right = Fate.STAYS_FOR_A_WHILE;
            } else if (judged && tombstone && attributes == DELETE_HORIZON && end < mappedEnd) {
                right = baseMs <= NOW_MS ? Fate.GOES : Fate.STAYS;
            }
            ByteBuffer keyBytes = key < 1 ? null : bytesOf(key);
            lesson.expect(
                    "what becomes of it", right, rule.fateOf(batch, offset, keyBytes, tombstone));
        }
    }

    private static BatchHeader header(long base, long last, int attributes, long baseMs) {
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
        header.putLong(0, base).putShort(21, (short) attributes);
        header.putInt(23, (int) (last - base)).putLong(27, baseMs);
        return BatchHeader.at(header, 0);
    }
}
