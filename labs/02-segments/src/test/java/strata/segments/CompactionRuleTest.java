package strata.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "2.8", concept = "compaction", code = "SEG-208")
final class CompactionRuleTest {
    private static final int TRANSACTIONAL = 0x10;
    private static final int DELETE_HORIZON = 0x40;
    private static final long NOW_MS = 1_767_225_600_000L;

    @Claim(
            value = "Of each key the last record stays, and what the map does not know of stays",
            rules = {"R2.8-f", "R2.8-g"})
    void ofEachKeyTheLastRecordStays(Lesson lesson) {
        lesson.step("a's last offset is 7, b's is 12; the map knows of all below 10");
        CompactionRule rule = rule("a", 7, "b", 12);
        BatchHeader batch = batch(0, 19, 0);
        expectFate(lesson, Fate.GOES, rule, batch, new Case(6, "a", false));
        expectFate(lesson, Fate.GOES, rule, batch, new Case(6, "a", true));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(7, "a", false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(8, "a", false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(6, "c", false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(6, null, false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(6, null, true));
        expectFate(lesson, Fate.GOES, rule, batch, new Case(9, "b", false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(10, "b", false));
        expectFate(lesson, Fate.STAYS, rule, batch, new Case(11, "b", true));
    }

    @Claim(
            value = "A tombstone stays until its batch's delete horizon has come",
            rules = {"R2.8-g", "R2.8-h"})
    void aTombstoneStaysUntilItsHorizon(Lesson lesson) {
        lesson.step("a's last offset is 7, and that is a tombstone; the map knows of all below 10");
        CompactionRule rule = rule("a", 7);
        Case last = new Case(7, "a", true);
        lesson.step("its batch has no delete horizon, and ends before, at or behind the end");
        expectFate(lesson, Fate.STAYS_FOR_A_WHILE, rule, batch(5, 8, 0), last);
        expectFate(lesson, Fate.STAYS_FOR_A_WHILE, rule, batch(5, 9, 0), last);
        expectFate(lesson, Fate.STAYS, rule, batch(5, 10, 0), last);

        lesson.step("its batch has one: a moment ahead, now, long ago");
        expectFate(lesson, Fate.STAYS, rule, horizon(5, 8, NOW_MS + 1), last);
        expectFate(lesson, Fate.GOES, rule, horizon(5, 8, NOW_MS), last);
        expectFate(lesson, Fate.GOES, rule, horizon(5, 8, 0), last);
        expectFate(lesson, Fate.STAYS, rule, horizon(5, 10, 0), last);

        lesson.step("a record with a value in such a batch");
        expectFate(lesson, Fate.STAYS, rule, horizon(5, 8, 0), new Case(7, "a", false));

        lesson.step("a tombstone of a transaction");
        expectFate(lesson, Fate.STAYS, rule, batch(5, 8, TRANSACTIONAL), last);
        expectFate(lesson, Fate.STAYS, rule, batch(5, 8, TRANSACTIONAL | DELETE_HORIZON), last);
        Case earlier = new Case(6, "a", true);
        expectFate(lesson, Fate.GOES, rule, batch(5, 8, TRANSACTIONAL), earlier);
    }

    /** A record of the batch at hand. */
    private record Case(long offset, @Nullable String key, boolean isTombstone) {}

    private static CompactionRule rule(Object... keysAndOffsets) {
        KeyMap map = new KeyMap(1_000, 1_000);
        for (int i = 0; i < keysAndOffsets.length; i += 2) {
            map.put(bytes((String) keysAndOffsets[i]), (int) keysAndOffsets[i + 1]);
        }
        return new CompactionRule(map, 10, new ProducerTails(), NOW_MS);
    }

    private static BatchHeader batch(long baseOffset, long lastOffset, int attributes) {
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
        header.putLong(0, baseOffset);
        header.putShort(21, (short) attributes);
        header.putInt(23, (int) (lastOffset - baseOffset));
        return BatchHeader.at(header, 0);
    }

    private static BatchHeader horizon(long baseOffset, long lastOffset, long horizonMs) {
        ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
        header.putLong(0, baseOffset);
        header.putShort(21, (short) DELETE_HORIZON);
        header.putInt(23, (int) (lastOffset - baseOffset));
        header.putLong(27, horizonMs);
        return BatchHeader.at(header, 0);
    }

    private static void expectFate(
            Lesson lesson, Fate expected, CompactionRule rule, BatchHeader batch, Case record) {
        lesson.now(
                "%s, in a batch of offsets %s to %s, delete horizon %s; now is %s",
                record,
                batch.baseOffset(),
                batch.lastOffset(),
                batch.hasDeleteHorizon() ? "" + batch.baseTimestampMs() : "none",
                NOW_MS);
        ByteBuffer key = record.key() == null ? null : bytes(record.key());
        lesson.expect(
                "what becomes of it",
                expected,
                rule.fateOf(batch, record.offset(), key, record.isTombstone()));
    }

    private static ByteBuffer bytes(String key) {
        return ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
    }
}
