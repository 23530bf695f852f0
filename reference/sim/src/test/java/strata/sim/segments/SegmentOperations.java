package strata.sim.segments;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentSettings.Compaction;
import strata.kernel.segments.SegmentSettings.Retention;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLog.Segment;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.segments.RecordList.Entry;

/** Draws what happens next to a history. */
final class SegmentOperations {
    private static final int RECORDS_MAX = 400;

    private final SegmentHistory history;
    private final SeededRandom random;

    SegmentOperations(Layers layers, SeededRandom random) {
        this.random = random;
        this.history =
                new SegmentHistory(
                        layers.log(),
                        Objects.requireNonNull(layers.segments(), "layer 2 is not here"),
                        random,
                        anySettings(random));
    }

    String story() {
        return history.story();
    }

    void next() {
        history.nowMs += random.nextInt(100);
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
                    history.append(1 + random.nextInt(3), random.chance(10));
            case 10 -> history.appendAsFollower(random.chance(30) ? random.nextInt(40) : 0);
            case 11, 12, 13, 14, 15, 16 -> read();
            case 17, 18 -> searchByTime();
            case 19 -> searchGreatest();
            case 20, 21 -> roll();
            case 22, 23 -> history.flush(random.chance(40));
            case 24 -> truncate();
            case 25 -> raiseLogStart();
            case 26, 27 -> retain();
            case 28 -> history.log().deleteFiles(history.nowMs);
            case 29 -> history.log().rebuildIndexes(1 + random.nextInt(2_000));
            case 30, 31, 32 -> compact();
            case 33 -> history.crash(random.oneOf(List.of(CrashMode.values())));
            case 34 -> cleanRestart();
            case 35 -> history.checkpoint();
            case 36 -> history.configure(anySettings(random));
            case 37 -> history.compareAll();
            case 38 -> hurtIndexes();
            default -> rarely();
        }
        shape();
    }

    void end() {
        history.compareAll();
        history.stopCleanly();
    }

    private void rarely() {
        if (random.chance(10)) {
            history.startAt(history.endOffset + random.nextInt(50));
            history.compactedBelow = 0;
        }
        if (history.records.size() > RECORDS_MAX) {
            history.raiseLogStart(history.endOffset - random.nextInt(100));
        }
    }

    /** What holds of the segments at any time. */
    private void shape() {
        SegmentedLog log = history.log();
        List<Segment> segments = log.segments();
        long sizeInBytes = 0;
        long before = -1;
        for (Segment segment : segments) {
            history.expect(
                    segment.baseOffset() > before, () -> "base offsets do not rise: " + segments);
            before = segment.baseOffset();
            sizeInBytes += segment.sizeInBytes();
        }
        history.expect(sizeInBytes == log.sizeInBytes(), () -> "sizes do not add up: " + segments);
        history.expect(
                segments.get(0).baseOffset() <= log.logStartOffset(),
                () -> "log start before " + segments);
        history.expect(before <= log.logEndOffset(), () -> "log end before " + segments);
        history.expect(
                log.recoveryPoint() <= log.logEndOffset(), () -> "recovery point past the end");
    }

    // --- reading

    private void read() {
        long offset = random.between(history.startOffset, history.endOffset);
        long upper = random.between(history.startOffset, history.endOffset + 1);
        int maxBytes = random.nextInt(900);
        boolean atLeastOne = random.chance(50);
        FileSlice slice = history.log().read(offset, upper, maxBytes, atLeastOne);
        if (slice == null) {
            Entry first = history.records.atOrAfter(offset);
            boolean nothing = first == null || first.batchLast() >= upper;
            history.expect(
                    nothing || !atLeastOne,
                    () -> "nothing at %s up to %s, but %s".formatted(offset, upper, first));
            return;
        }
        int count = slice.count();
        List<Entry> found = new ArrayList<>();
        long next = history.take(slice, offset, found);
        history.expect(next <= upper, () -> "read up to %s, past %s".formatted(next, upper));
        found.removeIf(entry -> entry.offset() < offset);
        boolean fits = count <= maxBytes || (atLeastOne && isOneBatch(found));
        history.expect(fits, () -> count + " bytes where " + maxBytes + " were allowed");
        history.expect(
                found.equals(history.records.between(offset, next)),
                () -> "read %s at %s".formatted(found, offset));
    }

    private static boolean isOneBatch(List<Entry> found) {
        return found.stream().mapToLong(Entry::batchLast).distinct().count() <= 1;
    }

    private void searchByTime() {
        long timestampMs = history.nowMs - random.nextInt(3_000) + 100;
        long upper = random.between(history.startOffset, history.endOffset);
        TimestampedOffset found = history.log().offsetForTimestamp(timestampMs, upper);
        Entry expected = null;
        for (Entry entry : history.records.between(0, upper)) {
            if (entry.timestampMs() >= timestampMs) {
                expected = entry;
                break;
            }
        }
        expectFound("first at or after a time below ", upper, expected, found);
    }

    private void searchGreatest() {
        long upper = random.between(history.startOffset, history.endOffset);
        TimestampedOffset found = history.log().offsetOfMaxTimestamp(upper);
        Entry expected = null;
        for (Entry entry : history.records.between(0, upper)) {
            if (expected == null || entry.timestampMs() > expected.timestampMs()) {
                expected = entry;
            }
        }
        expectFound("greatest below ", upper, expected, found);
    }

    private void expectFound(
            String what, long upper, @Nullable Entry expected, @Nullable TimestampedOffset found) {
        boolean same =
                (expected == null || found == null)
                        ? (expected == null && found == null)
                        : (found.offset() == expected.offset()
                                && found.timestampMs() == expected.timestampMs());
        history.expect(same, () -> what + upper + ": expected " + expected + ", got " + found);
    }

    // --- changing

    private void roll() {
        history.tell(() -> "roll");
        history.log().roll(history.nowMs);
    }

    private void truncate() {
        // What a compaction has looked at is committed: nobody takes it back.
        long lowest = Math.max(history.startOffset, history.compactedBelow);
        if (lowest <= history.endOffset && random.chance(60)) {
            long offset = random.between(lowest, history.endOffset);
            history.truncateTo(Math.max(offset, lowest));
        }
    }

    private void raiseLogStart() {
        if (random.chance(30)) {
            long reach = (history.endOffset - history.startOffset) / 3;
            history.raiseLogStart(history.startOffset + random.between(0, reach));
        }
    }

    private void cleanRestart() {
        history.tell(() -> "clean stop");
        history.stopCleanly();
        history.startAgain();
        history.compareAll();
    }

    private void retain() {
        long upper = random.between(history.startOffset, history.endOffset);
        long before = history.startOffset;
        List<Segment> segments = new ArrayList<>(history.log().segments());
        int expected = NaiveRetention.deletable(history, segments, upper);
        int count = history.log().deleteOldSegments(upper, history.nowMs);
        history.tell(() -> "delete old segments below " + upper + ": " + count);
        history.acceptStart();
        history.expect(
                history.startOffset <= Math.max(before, upper),
                () -> "log start " + history.startOffset + " past " + upper);
        // Where records are gone from a segment, the model cannot know what was its greatest time.
        boolean isWhole = history.compactedBelow == 0 && before == segments.get(0).baseOffset();
        history.expect(
                !isWhole || count == expected,
                () -> count + " segments deleted, not " + expected + " of " + segments);
    }

    private void compact() {
        long upper = random.between(history.startOffset, history.endOffset);
        int mapBytes = random.chance(30) ? 24 * (2 + random.nextInt(8)) : 1 << 16;
        SegmentedLog log = history.log();
        SegmentedLog.Dirt dirt = log.dirt(upper, history.nowMs);
        history.expect(dirt.ratio() >= 0 && dirt.ratio() <= 1, () -> "dirt " + dirt);
        CompactionRun run = log.startCompaction(upper, mapBytes, history.nowMs);
        if (run == null) {
            return;
        }
        history.tell(() -> "compact below " + upper + " with " + mapBytes + " bytes");
        history.compactedBelow = Math.max(history.compactedBelow, upper);
        while (run.step(1 + random.nextInt(800))) {
            between(run);
        }
        history.compareAll();
        if (run.progress().done()) {
            long cleanedOffset = log.cleanedOffset();
            history.tell(() -> "cleaned up to " + cleanedOffset);
            Compacted.expectNoKeyTwice(history, cleanedOffset);
        }
    }

    /** Life goes on between the steps of a compaction. */
    private void between(CompactionRun run) {
        switch (random.nextInt(30)) {
            case 0, 1, 2 -> history.append(1, false);
            case 3, 4 -> {
                history.compareAll();
                read();
            }
            case 5 -> roll();
            case 6 -> history.flush(true);
            case 7 -> history.log().deleteFiles(history.nowMs);
            case 8 -> {
                if (random.chance(30)) {
                    history.tell(() -> "abort");
                    run.abort();
                }
            }
            default -> {}
        }
    }

    /** Somebody damages indexes while nobody looks. */
    private void hurtIndexes() {
        history.stopCleanly();
        for (String name : history.disk.fileNames()) {
            boolean isIndex = name.endsWith(".index") || name.endsWith(".timeindex");
            if (isIndex && random.chance(40)) {
                hurt(name);
            }
        }
        history.startAgain();
        history.compareAll();
    }

    private void hurt(String name) {
        try (StorageFile file = history.storage().open(name)) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    history.tell(() -> "delete " + name);
                    history.storage().delete(name);
                }
                case 1 -> {
                    history.tell(() -> "cut " + name);
                    file.truncate(random.between(0, file.size()));
                }
                case 2 -> {
                    history.tell(() -> "lengthen " + name);
                    file.write(java.nio.ByteBuffer.allocate(random.nextInt(40)), file.size());
                }
                default -> {
                    if (file.size() > 0) {
                        file.flush();
                        String where = history.disk.flipBitOf(name, random.nextLong());
                        history.tell(() -> "flip " + where);
                    }
                }
            }
        }
    }

    private static SegmentSettings anySettings(SeededRandom random) {
        Retention retention =
                random.chance(50)
                        ? Retention.NONE
                        : new Retention(
                                true,
                                random.chance(50) ? -1 : 500 + random.nextInt(4_000),
                                random.chance(50) ? -1 : random.nextInt(9_000));
        Compaction compaction =
                new Compaction(
                        random.chance(70),
                        0.0,
                        random.chance(50) ? 0 : random.nextInt(5_000),
                        random.chance(70) ? 0 : random.nextInt(1_000),
                        random.chance(70) ? Long.MAX_VALUE : random.nextInt(5_000) + 1);
        return new SegmentSettings(
                600 + random.nextInt(2_000),
                random.chance(30) ? 1 + random.nextInt(3_000) : Long.MAX_VALUE,
                random.chance(50) ? 0 : random.nextInt(500),
                random.chance(20) ? 24 + random.nextInt(60) : 1 << 16,
                random.chance(20) ? 0 : random.nextInt(400),
                random.chance(50) ? 0 : random.nextInt(3_000),
                retention,
                compaction);
    }
}
