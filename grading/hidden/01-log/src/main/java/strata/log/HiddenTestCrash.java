package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampType;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.lessons.Lesson;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;
import strata.sim.disk.CrashPoints.Crash;

/**
 * A history of one log that a crash ends anywhere, and what the log must be after it: an unbroken
 * prefix of what was written, in which all is that was promised.
 */
abstract class HiddenTestCrash implements CrashPoints.Work {
    static final LogSpec SPEC = LogSpec.of("flights-0");
    private static final LeaderAppend AS_LEADER = new LeaderAppend(2, TimestampType.CREATE_TIME, 0);

    // All batches that may be in the file, in the order in which they lie there.
    private final HiddenTestLog written = new HiddenTestLog(0);
    // So many of them are promised: while the machine lives, and when it has lost power.
    private int acknowledged;
    private int durable;
    private @Nullable PartitionLog log;
    private @Nullable Storage storage;

    /** Goes through every crash point of a history. */
    static <W extends HiddenTestCrash> void everywhere(
            Lesson lesson, CrashPoints<W> points, int tears) {
        int crashes =
                points.inModes(CrashMode.values())
                        .tears(tears)
                        .seed(lesson.random("tears").nextLong())
                        .verify((work, disk, crash) -> work.expectRecovered(lesson, disk, crash));
        lesson.step("%s crashes in all", crashes);
    }

    // --- what a history does

    /** Opens the log, as a node that starts and knows what it has flushed. */
    final void open(Storage on) {
        storage = on;
        log = HiddenTestLog.open(on, new LogSpec("flights-0", 0, written.endOffset(durable)));
    }

    final PartitionLog log() {
        return Objects.requireNonNull(log, "not open");
    }

    final HiddenTestLog written() {
        return written;
    }

    /** Appends batches in one call. */
    final void append(ByteBuffer... batches) {
        for (ByteBuffer batch : batches) {
            ByteBuffer stored = HiddenTestBatch.joined(batch);
            written.add(stored.putLong(0, written.endOffset()).putInt(12, 2));
        }
        log().appendAsLeader(HiddenTestBatch.joined(batches), AS_LEADER);
        acknowledged = written.batches().size();
    }

    /** Has everything so far flushed by who owns the files: the step of flushing is not needed. */
    final void flushFile() {
        Objects.requireNonNull(storage, "not open").open(SPEC.fileName()).flush();
        durable = written.batches().size();
    }

    /** Has the log flush. */
    final void flush() {
        log().flush();
        durable = written.batches().size();
    }

    /** So many batches are durable, as a flush that was started earlier is done now. */
    final void durable(int batches) {
        durable = Math.max(durable, batches);
    }

    /** Truncates the log. Who does so takes back first what it says of durable offsets. */
    final void truncateTo(long offset) {
        int kept = 0;
        while (kept < written.batches().size()
                && written.batches().get(kept).lastOffset() < offset) {
            kept++;
        }
        durable = Math.min(durable, kept);
        acknowledged = kept;
        log().truncateTo(offset);
        written.truncateTo(offset);
    }

    /**
     * Puts bytes into the file, durably, as some earlier life of the machine may have left them.
     *
     * @param good the batches at their start; what follows them is none
     */
    final void leave(Storage on, ByteBuffer good, ByteBuffer rest) {
        written.add(good);
        StorageFile file = on.open(SPEC.fileName());
        file.write(HiddenTestBatch.joined(good, rest), 0);
        file.flush();
        on.syncDirectory("flights-0");
        on.syncDirectory("");
        acknowledged = 1;
        durable = 1;
    }

    // --- what must hold after the crash

    final void expectRecovered(Lesson lesson, Storage disk, Crash crash) {
        try {
            recover(lesson, disk, crash);
        } catch (Check.CheckFailed failed) {
            // An error of its own kind, which the crash should be told with.
            throw new AssertionError(failed);
        }
    }

    private void recover(Lesson lesson, Storage disk, Crash crash) {
        byte[] found = contentOf(disk);
        List<Integer> ends = HiddenTestJudge.goodEnds(found, 0);
        int good = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
        LogSpec spec = new LogSpec("flights-0", 0, written.endOffset(durable));

        PartitionLog recovered = HiddenTestLog.open(disk, spec);

        byte[] kept = contentOf(disk);
        lesson.expectBytes(
                "the file after recovery: the good batches that the crash left",
                Arrays.copyOf(found, good),
                kept);
        int count = ends.size();
        expectPrefix(lesson, kept, count);
        int promised = crash.mode() == CrashMode.KEEP_ALL ? acknowledged : durable;
        lesson.expectThat(
                count >= promised,
                "batches after recovery",
                promised + " or more: those were promised",
                "" + count);
        lesson.expect("the log end", written.endOffset(count), recovered.logEndOffset());
        lesson.expect("the log's size", (long) good, recovered.sizeInBytes());
        Recovery outcome = recovered.recovery();
        lesson.expect("bytes that were cut", (long) found.length - good, outcome.cutBytes());
        lesson.expect("whether a reason is told", found.length > good, !outcome.reason().isEmpty());
        expectReadable(lesson, recovered, kept);
        expectUsable(lesson, disk, recovered, kept);
    }

    private void expectPrefix(Lesson lesson, byte[] kept, int count) {
        lesson.expectThat(
                count <= written.batches().size(),
                "batches after recovery",
                "at most the " + written.batches().size() + " that were written",
                "" + count);
        byte[] prefix = HiddenTestLog.bytes(written.batches().subList(0, count));
        lesson.expectBytes("the batches after recovery, as they were written", prefix, kept);
    }

    private void expectReadable(Lesson lesson, PartitionLog recovered, byte[] kept) {
        byte[] all =
                HiddenTestLog.take(recovered.read(0, Long.MAX_VALUE, Integer.MAX_VALUE, false));
        lesson.expectBytes("what is read from offset 0", kept, all);
    }

    /** Recovering again finds nothing to do; appends go on behind what is left. */
    private void expectUsable(Lesson lesson, Storage disk, PartitionLog recovered, byte[] kept) {
        long end = recovered.logEndOffset();
        PartitionLog again = HiddenTestLog.open(disk, new LogSpec("flights-0", 0, end));
        lesson.expect("bytes cut by a second recovery", 0L, again.recovery().cutBytes());
        lesson.expect("the log end after a second recovery", end, again.logEndOffset());
        ByteBuffer next =
                HiddenTestBatch.at(0).add(1, null, HiddenTestBatch.text("next"), List.of()).bytes();
        List<ByteBuffer> expected = new ArrayList<>(List.of(ByteBuffer.wrap(kept)));

        again.appendAsLeader(next, AS_LEADER);

        expected.add(next);
        byte[] right = HiddenTestBatch.copy(HiddenTestBatch.joined(expected));
        lesson.expectBytes("the file after one more append", right, contentOf(disk));
        lesson.expect("the offset of that append", end, next.getLong(0));
        PartitionLog last = HiddenTestLog.open(disk, new LogSpec("flights-0", 0, end));
        lesson.expect("the log end, opened once more", end + 1, last.logEndOffset());
    }

    private static byte[] contentOf(Storage disk) {
        if (!disk.exists(SPEC.fileName())) {
            return new byte[0];
        }
        StorageFile file = disk.open(SPEC.fileName());
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(bytes, 0);
        return bytes.array();
    }
}
