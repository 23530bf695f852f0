package strata.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.Nullable;
import strata.kernel.Trace;
import strata.kernel.log.BatchHeader;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;
import strata.sim.disk.SimDisk;

@Step(value = "3.1", concept = "leader epochs", code = "REP-301")
final class Hidden31EpochFileTest {
    private static final String DIRECTORY = "orders-3";
    private static final String FILE = DIRECTORY + "/leader-epoch-checkpoint";

    @Claim(
            value =
                    "Wherever a crash ends a history of writes, the file says the old entries or"
                            + " the new ones",
            kind = Kind.SIM,
            rules = {"R3.1-g"})
    void everyCrashLeavesTheOldEntriesOrTheNew(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 4; i++) {
            long seed = random.nextLong();
            lesson.step("crash at every operation of four writes");
            int crashes =
                    CrashPoints.of(() -> new Writes(seed))
                            .inModes(CrashMode.values())
                            .cutsOfAWrite(200)
                            .tears(2)
                            .seed(seed)
                            .verify((work, storage, crash) -> work.verify(lesson, storage));
            lesson.step("%s crashes in all", crashes);
        }
    }

    /** Writes entries, and others, and others; something may lie where the new file is made. */
    private static final class Writes implements CrashPoints.Work {
        private final SplittableRandom random;
        // What the file may say; without a file, null.
        private @Nullable List<EpochEntry> old;
        private @Nullable List<EpochEntry> next;

        Writes(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void run(Storage storage) {
            storage.open(DIRECTORY + "/00000000000000000000.log").close();
            storage.syncDirectory(DIRECTORY);
            storage.syncDirectory("");
            for (int round = 0; round < 4; round++) {
                if (random.nextInt(3) > 0) {
                    leaveSomething(storage);
                }
                next = someEntries(random);
                new EpochFile(storage, DIRECTORY).write(next);
                old = next;
            }
        }

        private void leaveSomething(Storage storage) {
            byte[] bytes = new byte[random.nextInt(90)];
            random.nextBytes(bytes);
            try (StorageFile file = storage.open(FILE + ".tmp")) {
                file.write(ByteBuffer.wrap(bytes), 0);
                if (random.nextBoolean()) {
                    file.flush();
                    storage.syncDirectory(DIRECTORY);
                }
            }
        }

        void verify(Lesson lesson, Storage storage) {
            EpochFile file = new EpochFile(storage, DIRECTORY);
            String found = file.exists() ? text(file.read()) : "no file";
            String before = old == null ? "no file" : text(old);
            String after = next == null ? "no file" : text(next);
            boolean right = found.equals(before) || found.equals(after);
            lesson.expectThat(right, "the file after the crash", before + ", or " + after, found);

            // What this crash left is in nobody's way either.
            file.write(List.of(new EpochEntry(1, 0), new EpochEntry(77, 12)));
            lesson.expect("the next write", "1 from 0, 77 from 12", text(file.read()));
        }
    }

    private static String text(@Nullable List<EpochEntry> entries) {
        return entries == null ? "damaged" : HiddenTestEpochs.text(entries);
    }

    private static List<EpochEntry> someEntries(SplittableRandom random) {
        HiddenTestEpochs epochs = new HiddenTestEpochs();
        for (int left = random.nextInt(6); left > 0; left--) {
            long end = epochs.entries().isEmpty() ? 0 : lastOf(epochs.entries()).startOffset();
            int bits = random.nextInt(20);
            epochs.assign(
                    epochs.latestEpoch() + random.nextInt(1, 1 + (1 << bits)),
                    end + random.nextLong(1, 1 + (1L << bits)));
        }
        return epochs.entries();
    }

    private static EpochEntry lastOf(List<EpochEntry> entries) {
        return entries.get(entries.size() - 1);
    }

    @Claim(
            value = "Whatever file a log is opened with, its epochs are those of its batches",
            rules = {"R3.1-h", "R3.1-i", "R3.1-j"})
    void theEpochsAreThoseOfTheBatches(Lesson lesson) {
        SplittableRandom random = lesson.random("openings");

        lesson.step("open 600 logs with files that are missing, damaged, old, or ahead of them");
        for (int i = 0; i < 600; i++) {
            HiddenTestLog log = someLog(random);
            HiddenTestEpochs all = new HiddenTestEpochs();
            enterHeaders(all, log);
            raiseLogStart(random, log);
            HiddenTestEpochs truth = new HiddenTestEpochs();
            enterHeaders(truth, log);
            // Where the log was durable the file was right, up to some change of the epochs.
            long recoveryPoint = random.nextLong(log.logEndOffset() + 3);
            HiddenTestEpochs stored = storedOf(random, all, log.logEndOffset(), recoveryPoint);
            boolean lost = random.nextInt(6) == 0;
            open(lesson, log, recoveryPoint, lost ? null : stored.entries(), truth);
        }

        lesson.step("open 600 logs of which batches were compacted away");
        for (int i = 0; i < 600; i++) {
            HiddenTestLog log = someLog(random);
            HiddenTestEpochs stored = new HiddenTestEpochs();
            enterHeaders(stored, log);
            for (int left = random.nextInt(log.batches().size() + 1); left > 1; left--) {
                log.lose(random.nextInt(log.batches().size() - 1));
            }
            long recoveryPoint = random.nextLong(log.logEndOffset() + 3);
            HiddenTestEpochs right = believed(stored.entries(), log, recoveryPoint);
            open(lesson, log, recoveryPoint, stored.entries(), right);
        }
    }

    /** Up to ten batches, of epochs that rise. */
    private static HiddenTestLog someLog(SplittableRandom random) {
        HiddenTestLog log = new HiddenTestLog();
        log.startAt(random.nextInt(3) == 0 ? random.nextInt(100) : 0);
        int epoch = random.nextInt(3);
        for (int left = random.nextInt(11); left > 0; left--) {
            long gap = random.nextInt(6) == 0 ? random.nextInt(4) : 0;
            int records = random.nextInt(1, 5);
            log.put(HiddenTestBatch.of(log.logEndOffset() + gap, epoch, records));
            epoch += random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0;
        }
        return log;
    }

    /** To a record of the log, which may be in the middle of a batch, or to its end; or not. */
    private static void raiseLogStart(SplittableRandom random, HiddenTestLog log) {
        int count = log.batches().size();
        int first = random.nextInt(2 * count + 2);
        if (first < count) {
            BatchHeader header = BatchHeader.at(log.batches().get(first), 0);
            log.raiseLogStart(header.baseOffset() + random.nextInt(header.count()));
        } else if (first == count) {
            log.raiseLogStart(log.logEndOffset());
        }
    }

    /** What the batches say, from the log start to the log end. */
    private static void enterHeaders(HiddenTestEpochs epochs, HiddenTestLog log) {
        enterHeaders(epochs, log, log.logStartOffset());
    }

    /** What the batches say, from that one on that holds the offset. */
    private static void enterHeaders(HiddenTestEpochs epochs, HiddenTestLog log, long offset) {
        for (ByteBuffer batch : log.from(offset)) {
            BatchHeader header = BatchHeader.at(batch, 0);
            epochs.assign(header.partitionLeaderEpoch(), header.baseOffset());
        }
        epochs.truncateFromStart(log.logStartOffset());
        epochs.truncateFromEnd(log.logEndOffset());
    }

    /**
     * What a file may say that was right at a time: below the recovery point the first of the true
     * entries, all or not, and a leader that wrote nothing; above it, anything.
     */
    private static HiddenTestEpochs storedOf(
            SplittableRandom random, HiddenTestEpochs all, long logEndOffset, long recoveryPoint) {
        HiddenTestEpochs stored = new HiddenTestEpochs();
        boolean old = false;
        for (EpochEntry entry : all.entries()) {
            old |= random.nextInt(8) == 0;
            if (!old && entry.startOffset() < recoveryPoint) {
                stored.assign(entry.epoch(), entry.startOffset());
            }
        }
        if (!old && recoveryPoint > logEndOffset && random.nextBoolean()) {
            stored.assign(stored.latestEpoch() + 1, logEndOffset);
        }
        long offset = recoveryPoint;
        for (int left = random.nextInt(4); left > 0; left--) {
            offset += random.nextInt(3);
            stored.assign(stored.latestEpoch() + random.nextInt(1, 4), offset);
            offset++;
        }
        return stored;
    }

    /** What the entries below the recovery point say, and above it the batches. */
    private static HiddenTestEpochs believed(
            List<EpochEntry> stored, HiddenTestLog log, long recoveryPoint) {
        HiddenTestEpochs epochs = new HiddenTestEpochs();
        for (EpochEntry entry : stored) {
            if (entry.startOffset() < recoveryPoint) {
                epochs.assign(entry.epoch(), entry.startOffset());
            }
        }
        enterHeaders(epochs, log, recoveryPoint);
        return epochs;
    }

    /** Opens the epochs of a log; the list and the file must say what is right. */
    private static void open(
            Lesson lesson,
            HiddenTestLog log,
            long recoveryPoint,
            @Nullable List<EpochEntry> stored,
            HiddenTestEpochs right) {
        Storage storage = new SimDisk(new SeededRandom(1)).mount();
        String text = stored == null ? "2\nzebra\n" : EpochText.of(stored);
        if (stored != null || recoveryPoint % 2 == 0) {
            put(storage, text);
        } else {
            text = "missing";
        }
        lesson.now(
                "a log from %s to %s with %s; recovery point %s; the file is %s",
                log.logStartOffset(),
                log.logEndOffset(),
                log,
                recoveryPoint,
                text.replace("\n", "|"));
        EpochsSpec spec = new EpochsSpec(storage, DIRECTORY, log, recoveryPoint, Trace.NONE);
        LeaderEpochs opened = new IsrReplicationLayer().openEpochs(spec);
        lesson.expect("the epochs", right.toString(), HiddenTestEpochs.text(opened.entries()));
        List<EpochEntry> file = new EpochFile(storage, DIRECTORY).read();
        String none = right.entries().isEmpty() && text.equals("missing") ? "damaged" : "none";
        String said = right.entries().isEmpty() ? none : right.toString();
        lesson.expect("what the file says", said, text(file));
    }

    private static void put(Storage storage, String text) {
        try (StorageFile file = storage.open(FILE)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.flush();
        }
    }
}
