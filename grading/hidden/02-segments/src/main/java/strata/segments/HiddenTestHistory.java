package strata.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.lessons.Lesson;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;
import strata.sim.disk.CrashPoints.Crash;

/** A history that a crash ends anywhere, and what must be left of it. */
abstract class HiddenTestHistory implements CrashPoints.Work {
    /** Small segments: two batches or three fill one. */
    static final SegmentSettings SETTINGS = HiddenTestLog.settings(420, 100);

    final SplittableRandom random;
    // All batches that may be there, oldest first.
    final List<ByteBuffer> written = new ArrayList<>();
    // So many of them are promised: while the machine lives, and when it has lost power.
    int acknowledged;
    int durable;
    private @Nullable SegmentedLog log;

    HiddenTestHistory(SplittableRandom random) {
        this.random = random;
    }

    long end(int batchCount) {
        long end = 0;
        for (ByteBuffer batch : written.subList(0, batchCount)) {
            end = batch.getLong(0) + batch.getInt(23) + 1;
        }
        return end;
    }

    SegmentedLog open(Storage storage, boolean cleanStop) {
        Known known = new Known(0, end(durable), 0, cleanStop);
        SegmentedLog opened = openOn(storage, known);
        log = opened;
        return opened;
    }

    SegmentedLog log() {
        return Objects.requireNonNull(log, "not open");
    }

    void append(int count) {
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = batch(random, end(written.size()));
            written.add(batch);
            log().appendAsFollower(batch.duplicate());
            acknowledged = written.size();
        }
    }

    void flush() {
        log().flush();
        durable = written.size();
    }

    final void expectRecovered(Lesson lesson, Storage disk, Crash crash) {
        try {
            recover(lesson, disk, crash);
        } catch (Check.CheckFailed failed) {
            // An error of its own kind, which the crash should be told with.
            throw new AssertionError(failed);
        }
    }

    private void recover(Lesson lesson, Storage disk, Crash crash) {
        SegmentedLog recovered = openOn(disk, new Known(0, end(durable), 0, false));

        byte[] kept = content(disk, recovered);
        int count = TestBatch.split(kept).size();
        int promised = crash.mode() == CrashMode.KEEP_ALL ? acknowledged : durable;
        lesson.expectThat(
                count >= promised && count <= written.size(),
                "batches after recovery",
                promised + " or more, up to " + written.size(),
                "" + count);
        List<ByteBuffer> prefix = written.subList(0, count);
        byte[] right = TestBatch.joined(prefix).array();
        lesson.expectBytes("the batches, as they were appended", right, kept);
        lesson.expect("the log end", end(count), recovered.logEndOffset());
        expectFiles(lesson, disk, recovered);

        SegmentedLog again = openOn(disk, new Known(0, end(durable), 0, false));
        lesson.expect("bytes cut by a second recovery", 0L, again.recovery().cutBytes());
        ByteBuffer next = TestBatch.at(end(count)).records(2).bytes();
        again.appendAsFollower(next.duplicate());
        lesson.expect("the log end after an append", end(count) + 2, again.logEndOffset());
        byte[] all = TestBatch.joined(TestBatch.joined(prefix), next).array();
        lesson.expectBytes("all batches then", all, content(disk, again));
    }

    /** Goes through every crash point of a history. */
    static <W extends HiddenTestHistory> void everywhere(Lesson lesson, CrashPoints<W> points) {
        int crashes =
                points.inModes(CrashMode.values())
                        .cutsOfAWrite(6)
                        .seed(lesson.random("tears").nextLong())
                        .verify((work, disk, crash) -> work.expectRecovered(lesson, disk, crash));
        lesson.step("%s crashes in all", crashes);
    }

    /** One to three records of any time. */
    static ByteBuffer batch(SplittableRandom random, long offset) {
        TestBatch batch = TestBatch.at(offset);
        for (int left = random.nextInt(1, 4); left > 0; left--) {
            batch.atTime(random.nextInt(1_000)).put(null, "" + random.nextInt());
        }
        return batch.bytes();
    }

    private static SegmentedLog openOn(Storage storage, Known known) {
        SegmentedLogSpec spec =
                new SegmentedLogSpec(
                        TestDisk.DIRECTORY, SETTINGS, known, new SeededRandom(1), TestBatch.NOW_MS);
        LogContext context = new LogContext(storage, Compression.UNSUPPORTED);
        return new SegmentLogLayer().open(HiddenTestLog.layer(), context, spec);
    }

    /** The log files that a log says it has, one behind the other. */
    private static byte[] content(Storage disk, SegmentedLog log) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (SegmentedLog.Segment segment : log.segments()) {
            StorageFile file = disk.open(TestDisk.fileName(segment.baseOffset(), ".log"));
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            file.close();
            all.writeBytes(bytes.array());
        }
        return all.toByteArray();
    }

    /** No log file is there that is none of the log's. */
    private static void expectFiles(Lesson lesson, Storage disk, SegmentedLog log) {
        List<String> right =
                log.segments().stream()
                        .map(segment -> TestDisk.digits(segment.baseOffset()) + ".log")
                        .toList();
        List<String> files =
                disk.list(TestDisk.DIRECTORY).stream()
                        .filter(name -> name.endsWith(".log"))
                        .sorted()
                        .toList();
        lesson.expect("the log files", right, files);
    }
}
