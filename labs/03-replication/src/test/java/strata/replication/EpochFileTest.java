package strata.replication;

import java.util.List;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashPoints;

/** A log of eight records: 0 to 3 of epoch 0, 4 and 5 of epoch 2, 6 and 7 of epoch 5. */
@Step(value = "3.1", concept = "leader epochs", code = "REP-301")
final class EpochFileTest {
    private static final long END = 8;
    private static final String GOOD = "0|3|0 0|2 4|5 6|";

    private final TestDisk disk = new TestDisk();

    @Claim(
            value =
                    "A change is durable when the call returns, and the old file is never half"
                            + " gone",
            rules = {"R3.1-g"})
    void aChangeIsDurableWhenTheCallReturns(Lesson lesson) {
        lesson.step("epoch 3 begins at offset 0 of an empty log, and the machine loses power");
        LeaderEpochs epochs = TestLog.openEpochs(disk.storage(), TestLog.open(disk.storage()), 0);
        epochs.assign(3, 0);
        disk.losePower();
        lesson.expect("the checkpoint", "0|1|3 0|", disk.checkpoint());

        lesson.step("epoch 4 begins at offset 9; what is done to the disk?");
        disk.setCheckpoint("0|1|3 0|");
        new EpochFile(disk.storage(), TestDisk.DIRECTORY)
                .write(List.of(new EpochEntry(3, 0), new EpochEntry(4, 9)));
        lesson.expect("the checkpoint", "0|2|3 0|4 9|", disk.checkpoint());
        List<String> changes = disk.changes();
        int flush = changes.indexOf("flush leader-epoch-checkpoint.tmp");
        int rename = indexOf(changes, "rename ");
        int sync = indexOf(changes, "sync-dir ");
        lesson.expectThat(
                0 <= flush && flush < rename && rename < sync,
                "what the disk was asked to change",
                "write and flush the .tmp, rename it, sync-dir " + TestDisk.DIRECTORY,
                String.valueOf(changes));
    }

    private static int indexOf(List<String> changes, String begins) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).startsWith(begins)) {
                return i;
            }
        }
        return -1;
    }

    @Claim(
            value = "A crash in the middle of a change leaves the old epochs or the new ones",
            rules = {"R3.1-g", "R3.1-h"})
    void aCrashLeavesTheOldEpochsOrTheNewOnes(Lesson lesson) {
        lesson.step("three reigns and a cut; crash at every operation of all that, open");
        int crashes =
                CrashPoints.of(Reigns::new)
                        .cutsOfAWrite(3)
                        .verify((work, storage, crash) -> expectRight(lesson, storage));
        lesson.expectThat(crashes > 100, "how many crashes there were", "many", "" + crashes);
    }

    /** The epochs are those of the batches that are left. */
    private static void expectRight(Lesson lesson, Storage storage) {
        PartitionLog log = TestLog.open(storage);
        String found = text(TestLog.openEpochs(storage, log, 0));
        long end = log.logEndOffset();
        String first = end == 0 ? "0|0|" : "0|1|1 0|";
        List<String> right = end <= 2 ? List.of(first) : List.of("0|2|1 0|2 2|", "0|2|1 0|4 2|");
        lesson.expectThat(
                right.contains(found),
                "the epochs of a log that ends at " + end,
                String.join(" or ", right),
                found);
    }

    /** Epoch 1 writes two records, epoch 2 two more; the log is cut to 2, and epoch 4 writes. */
    private static final class Reigns implements CrashPoints.Work {
        @Override
        public void run(Storage storage) {
            PartitionLog log = TestLog.open(storage);
            LeaderEpochs epochs = TestLog.openEpochs(storage, log, 0);
            epochs.assign(1, 0);
            TestLog.append(log, TestBatch.of(0, 1, 2));
            log.flush();
            epochs.assign(2, 2);
            TestLog.append(log, TestBatch.of(2, 2, 2));
            log.truncateTo(2);
            epochs.truncateFromEnd(2);
            epochs.assign(4, 2);
            TestLog.append(log, TestBatch.of(2, 4, 3));
        }
    }

    @Claim(
            value = "What the file has lost or never had is found again in the batches",
            rules = {"R3.1-h", "R3.1-i"})
    void whatIsMissingIsFoundInTheBatches(Lesson lesson) {
        lesson.step("eight durable records in epochs 0, 2 and 5; no checkpoint");
        PartitionLog log = eightRecords();
        lesson.expect("the epochs", GOOD, opened(log, END));

        lesson.step("a damaged checkpoint");
        for (String bad :
                List.of("", "0|", "0|3|0 0|2 4|", "0|3|0 0|2 4|5 6", "0|1|zebra|", "1|0|")) {
            lesson.now("it says %s", bad);
            disk.setCheckpoint(bad);
            lesson.expect("the epochs", GOOD, opened(log, END));
        }

        lesson.step("a checkpoint that is behind the log");
        for (String old : List.of("0|0|", "0|1|0 0|", "0|2|0 0|2 4|")) {
            for (long recoveryPoint : new long[] {0, 5, END}) {
                lesson.now("it says %s, and the recovery point is %s", old, recoveryPoint);
                disk.setCheckpoint(old);
                lesson.expect("the epochs", GOOD, opened(log, recoveryPoint));
            }
        }
    }

    @Claim(
            value = "An entry is believed where the log was durable, and nowhere else",
            rules = {"R3.1-i", "R3.1-j"})
    void anEntryIsBelievedWhereTheLogWasDurable(Lesson lesson) {
        lesson.step("the checkpoint knows epoch 1 from 2; its records were compacted away");
        PartitionLog log = eightRecords();
        String more = "0|4|0 0|1 2|2 4|5 6|";
        disk.setCheckpoint(more);
        lesson.expect("the epochs", more, opened(log, END));
        lesson.expect("what the disk was asked to change", List.of(), disk.changes());

        lesson.step("the checkpoint errs above the recovery point 4");
        disk.setCheckpoint("0|3|0 0|2 5|4 6|");
        lesson.expect("the epochs", GOOD, opened(log, 4));

        lesson.step("the log was cut to 6 since");
        disk.setCheckpoint(GOOD);
        log.truncateTo(6);
        lesson.expect("the epochs", "0|2|0 0|2 4|", opened(log, 6));
    }

    private PartitionLog eightRecords() {
        PartitionLog log = TestLog.open(disk.storage());
        TestLog.append(
                log,
                TestBatch.of(0, 0, 3),
                TestBatch.of(3, 0, 1),
                TestBatch.of(4, 2, 2),
                TestBatch.of(6, 5, 2));
        log.flush();
        return log;
    }

    /** Opens the epochs; the list and the file must say the same, which is returned. */
    private String opened(PartitionLog log, long recoveryPoint) {
        LeaderEpochs epochs = TestLog.openEpochs(disk.storage(), log, recoveryPoint);
        String list = text(epochs);
        String file = disk.checkpoint();
        return list.equals(file) ? list : "list " + list + ", file " + file;
    }

    private static String text(LeaderEpochs epochs) {
        return EpochText.of(epochs.entries()).replace("\n", "|");
    }
}
