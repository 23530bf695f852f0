package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.replication.EpochEnd;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.1", concept = "leader epochs", code = "REP-301")
final class Hidden31EpochListTest {
    private static final int EPOCHS_MAX = 40;

    @Claim(
            value = "Through any history the list is that of the epochs whose records are left",
            rules = {"R3.1-a", "R3.1-b", "R3.1-d", "R3.1-e"})
    void throughAnyHistoryTheListIsRight(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");

        for (int i = 0; i < 600; i++) {
            // Small numbers meet often; large ones show who calculates with too few bits.
            long far = i % 3 == 0 ? random.nextLong(1L << 61) : 0;
            int late = i % 3 == 0 ? random.nextInt(Integer.MAX_VALUE - 1_000) : 0;
            lesson.step("history %s of 600: offsets from %s on, epochs from %s", i + 1, far, late);
            EpochList epochs = new EpochList();
            HiddenTestEpochs right = new HiddenTestEpochs();
            for (int round = 0; round < 30; round++) {
                long offset = far + random.nextInt(50);
                int before = right.changes();
                boolean changed = change(lesson, random, epochs, right, late, offset);
                lesson.expect("whether anything changed", right.changes() > before, changed);
                lesson.expect("the entries", right.entries(), epochs.all());
            }
        }
    }

    private static boolean change(
            Lesson lesson,
            SplittableRandom random,
            EpochList epochs,
            HiddenTestEpochs right,
            int late,
            long offset) {
        String before = right.toString();
        switch (random.nextInt(5)) {
            case 0 -> {
                lesson.now("%s: the log ends at %s", before, offset);
                right.truncateFromEnd(offset);
                return epochs.truncateFromEnd(offset);
            }
            case 1 -> {
                lesson.now("%s: the log starts at %s", before, offset);
                right.truncateFromStart(offset);
                return epochs.truncateFromStart(offset);
            }
            default -> {
                int latest = right.entries().isEmpty() ? late : right.latestEpoch();
                int epoch = Math.max(0, latest + random.nextInt(-2, 4));
                lesson.now("%s: epoch %s from %s", before, epoch, offset);
                right.assign(epoch, offset);
                return epochs.assign(epoch, offset);
            }
        }
    }

    @Claim(
            value = "Of any log the list says whose each record is, and where each epoch ends",
            rules = {"R3.1-b", "R3.1-c", "R3.1-f"})
    void theListSaysWhoseEachRecordIs(Lesson lesson) {
        SplittableRandom random = lesson.random("logs");

        for (int i = 0; i < 300; i++) {
            long start = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << 40);
            List<Integer> owners = owners(random);
            EpochList epochs = new EpochList();
            for (int at = 0; at < owners.size(); at++) {
                epochs.assign(owners.get(at), start + at);
            }
            lesson.step("records from offset %s on, of epochs %s", start, owners);
            for (int at = -3; at < owners.size() + 3; at++) {
                lesson.now("the record at offset %s", start + at);
                int last = owners.isEmpty() ? -1 : owners.get(owners.size() - 1);
                int owner = at < 0 ? -1 : at < owners.size() ? owners.get(at) : last;
                lesson.expect("its epoch", owner, epochs.epochAt(start + at));
            }
            for (int epoch = -1; epoch < EPOCHS_MAX + 3; epoch++) {
                lesson.now("where does epoch %s end?", epoch);
                EpochEnd right = endOf(owners, start, epoch);
                lesson.expect("its end", right, epochs.endOf(epoch, start + owners.size()));
            }
        }
    }

    /** The epoch of each record of a log, which rise along it. */
    private static List<Integer> owners(SplittableRandom random) {
        List<Integer> owners = new ArrayList<>();
        int epoch = random.nextInt(4);
        for (int left = random.nextInt(9); left > 0; left--) {
            for (int records = random.nextInt(1, 6); records > 0; records--) {
                owners.add(epoch);
            }
            epoch += random.nextInt(1, 5);
        }
        return owners;
    }

    /** Found by looking at each record. */
    private static EpochEnd endOf(List<Integer> owners, long start, int asked) {
        int latest = owners.isEmpty() ? -1 : owners.get(owners.size() - 1);
        if (asked == -1 || asked > latest) {
            return EpochEnd.UNKNOWN;
        }
        int found = -1;
        long end = start;
        for (int at = 0; at < owners.size(); at++) {
            if (owners.get(at) <= asked) {
                found = owners.get(at);
                end = start + at + 1;
            }
        }
        return new EpochEnd(found == -1 ? asked : found, end);
    }
}
