package strata.replication;

import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.log.BatchHeader;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.3", concept = "divergence and truncation", code = "REP-303")
final class Hidden33DivergenceTest {
    private static final int EPOCHS_MAX = 14;

    /** A replica with up to eight batches, of epochs that rise, from any offset on. */
    private static HiddenTestNode someNode(SplittableRandom random) {
        HiddenTestLog log = new HiddenTestLog();
        log.startAt(random.nextInt(3) == 0 ? random.nextInt(40) : 0);
        int epoch = random.nextInt(3);
        for (int left = random.nextInt(9); left > 0; left--) {
            log.put(HiddenTestBatch.of(log.logEndOffset(), epoch, random.nextInt(1, 6)));
            epoch += random.nextInt(2) * random.nextInt(1, 4);
        }
        if (random.nextInt(4) == 0) {
            long span = log.logEndOffset() - log.logStartOffset();
            log.raiseLogStart(log.logStartOffset() + random.nextLong(span + 1));
        }
        HiddenTestNode node = new HiddenTestNode(2, log);
        node.epochs.truncateFromEnd(log.logEndOffset());
        log.calls();
        return node;
    }

    /** The epoch of a record; -1 where there is none. */
    private static int ownerOf(HiddenTestNode node, long offset) {
        return node.log.batches().stream()
                .map(batch -> BatchHeader.at(batch, 0))
                .filter(header -> offset >= node.log.logStartOffset())
                .filter(header -> header.baseOffset() <= offset && offset <= header.lastOffset())
                .mapToInt(BatchHeader::partitionLeaderEpoch)
                .findFirst()
                .orElse(-1);
    }

    /**
     * Where an epoch ends, found by looking at each record: behind the last one that is not of a
     * later epoch.
     */
    private static EpochEnd endOf(HiddenTestNode node, int epoch) {
        int latest = node.epochs.latestEpoch();
        if (epoch == -1 || epoch > latest) {
            return EpochEnd.UNKNOWN;
        }
        int found = epoch;
        long end = node.log.logStartOffset();
        while (end < node.log.logEndOffset() && ownerOf(node, end) <= epoch) {
            found = ownerOf(node, end);
            end++;
        }
        // A leader that has written nothing yet has its epoch at the log end.
        boolean nothingYet = end == node.log.logEndOffset() && epoch == latest;
        return new EpochEnd(nothingYet ? epoch : found, end);
    }

    @Claim(
            value = "For any two logs the leader says whether they part, and where its epoch ends",
            rules = {"R3.3-a", "R3.3-b"})
    void theLeaderSaysWhetherTwoLogsPart(Lesson lesson) {
        SplittableRandom random = lesson.random("leaders");

        lesson.step("ask 250 leaders from every offset, with every last epoch");
        for (int i = 0; i < 250; i++) {
            HiddenTestNode leader = someNode(random);
            long end = leader.log.logEndOffset();
            if (random.nextBoolean()) {
                leader.epochs.assign(leader.epochs.latestEpoch() + random.nextInt(1, 3), end);
            }
            for (int epoch = -1; epoch < leader.epochs.latestEpoch() + 3; epoch++) {
                EpochEnd there = endOf(leader, epoch);
                for (long offset = leader.log.logStartOffset(); offset < end + 3; offset++) {
                    lesson.now(
                            "leader %s, which has %s, ends at %s: an ask from %s, last epoch %s",
                            i, leader.epochs, end, offset, epoch);
                    boolean fits =
                            epoch == -1 || (there.epoch() == epoch && there.endOffset() >= offset);
                    FetchPosition asked = new FetchPosition(offset, 99, epoch, 0);
                    EpochEnd seen = Divergence.seenByLeader(leader.epochs, end, asked);
                    lesson.expect("where they part, null if not", fits ? null : there, seen);
                }
            }
        }
    }

    @Claim(
            value = "Whatever end a leader names, the follower cuts to the smaller of the two ends",
            rules = {"R3.3-c", "R3.3-d"})
    void theFollowerCutsToTheSmallerOfTheTwoEnds(Lesson lesson) {
        SplittableRandom random = lesson.random("followers");

        lesson.step("tell 900 followers of an end");
        for (int i = 0; i < 900; i++) {
            HiddenTestNode node = someNode(random);
            HiddenTestLog right = node.log.copy();
            long start = right.logStartOffset();
            long end = right.logEndOffset();
            EpochEnd leader =
                    random.nextInt(9) == 0
                            ? EpochEnd.UNKNOWN
                            : new EpochEnd(
                                    random.nextInt(EPOCHS_MAX), start + random.nextLong(40) - 5);
            lesson.now(
                    "follower %s has %s, from %s to %s; the leader says %s",
                    i, node.log, start, end, leader);
            long own = start;
            while (own < end && ownerOf(node, own) <= leader.epoch()) {
                own++;
            }
            right.truncateTo(Math.max(start, Math.min(own, leader.endOffset())));

            FollowerReplica follower = node.follow(90, 0);
            FollowerStep step =
                    follower.fetched(follower.position(), HiddenTestNode.diverging(leader));

            lesson.expect("the log", right.toString(), node.log.toString());
            long endAfter = right.logEndOffset();
            lesson.expect("the log end", endAfter, node.log.logEndOffset());
            lesson.expect("the step", new FollowerStep.Truncated(end, endAfter), step);
            List<Long> late =
                    node.epochs.entries().stream()
                            .map(entry -> entry.startOffset())
                            .filter(offset -> offset >= endAfter)
                            .toList();
            lesson.expect("epochs that begin at the log end or above", List.of(), late);
            int last = endAfter > start ? ownerOf(node, endAfter - 1) : -1;
            FetchPosition asks = new FetchPosition(endAfter, 90, last, node.log.logStartOffset());
            lesson.expect("what it asks for", asks, follower.position());
        }
    }

    @Claim(
            value = "What was committed and is cut is counted and told once, wherever batches end",
            rules = {"R3.3-d", "R3.3-e"})
    void whatWasCommittedAndIsCutIsTold(Lesson lesson) {
        SplittableRandom random = lesson.random("lost");

        lesson.step("cut 250 followers three times, and let them copy between");
        for (int i = 0; i < 250; i++) {
            HiddenTestNode node = someNode(random);
            long known = random.nextLong(node.log.logEndOffset() + 5);
            FollowerReplica follower = node.follow(90, known);
            int losses = 0;
            for (int round = 0; round < 3; round++) {
                long end = node.log.logEndOffset();
                long mark = follower.highWatermark();
                EpochEnd leader =
                        new EpochEnd(
                                random.nextInt(EPOCHS_MAX),
                                node.log.logStartOffset() + random.nextInt(30));
                lesson.now(
                        "follower %s has %s, high watermark %s; the leader says %s",
                        i, node.log, mark, leader);
                follower.fetched(follower.position(), HiddenTestNode.diverging(leader));

                long left = node.log.logEndOffset();
                losses += left < mark ? 1 : 0;
                lesson.expect("the high watermark", Math.min(mark, left), follower.highWatermark());
                int counted = follower.truncationsBelowHighWatermark();
                lesson.expect("cuts below the high watermark", losses, counted);
                lesson.expect("remarks in the trace", losses, node.notes.size());
                expectTold(lesson, node, end, mark);

                int epoch = Math.max(0, node.epochs.latestEpoch()) + random.nextInt(2);
                int records = random.nextInt(1, 6);
                long says = left + random.nextInt(records + 1);
                follower.fetched(
                        follower.position(),
                        HiddenTestNode.ok(says, 0, HiddenTestBatch.of(left, epoch, records)));
                long raised = Math.max(Math.min(mark, left), says);
                lesson.expect("the high watermark then", raised, follower.highWatermark());
            }
        }
    }

    /** A remark of a loss names the high watermark that there was. */
    private static void expectTold(
            Lesson lesson, HiddenTestNode node, long endBefore, long highWatermark) {
        if (node.log.logEndOffset() < highWatermark && !node.notes.isEmpty()) {
            String last = node.notes.get(node.notes.size() - 1);
            lesson.expectThat(
                    last.contains("" + highWatermark) && last.contains("" + endBefore),
                    "the remark",
                    "one that names the old end %s and the old high watermark %s"
                            .formatted(endBefore, highWatermark),
                    last);
        }
    }

    @Claim(
            value = "Whatever range the leader has, a follower outside of it is cut or starts anew",
            rules = {"R3.3-d", "R3.3-e", "R3.3-f"})
    void aFollowerOutsideOfTheRangeIsCutOrStartsAnew(Lesson lesson) {
        SplittableRandom random = lesson.random("ranges");

        lesson.step("tell 900 followers of a range");
        for (int i = 0; i < 900; i++) {
            HiddenTestNode node = someNode(random);
            HiddenTestLog right = node.log.copy();
            long start = right.logStartOffset();
            long end = right.logEndOffset();
            FollowerReplica follower = node.follow(90, random.nextLong(end + 3));
            long mark = follower.highWatermark();
            // Around the own log, so that it ends and begins at the same offsets, too.
            long first = Math.max(0, random.nextBoolean() ? end : start) + random.nextInt(-3, 4);
            long theirStart = Math.max(0, random.nextInt(4) == 0 ? 0 : first);
            long theirEnd = theirStart + random.nextInt(3) * random.nextLong(20);
            lesson.now(
                    "follower %s has %s, from %s to %s, high watermark %s; the leader %s to %s",
                    i, right, start, end, mark, theirStart, theirEnd);

            FollowerStep step = follower.outOfRange(follower.position(), theirStart, theirEnd);

            FollowerStep done = new FollowerStep.Took(0);
            long markAfter = mark;
            if (theirStart > end || theirEnd < start) {
                right.startAt(theirStart);
                done = new FollowerStep.StartedAnew(theirStart);
                markAfter = theirStart;
            } else if (theirEnd < end) {
                right.truncateTo(theirEnd);
                done = new FollowerStep.Truncated(end, right.logEndOffset());
                markAfter = Math.min(mark, right.logEndOffset());
            }
            lesson.expect("the step", done, step);
            lesson.expect("the log", right.toString(), node.log.toString());
            lesson.expect("the log start", right.logStartOffset(), node.log.logStartOffset());
            lesson.expect("the high watermark", markAfter, follower.highWatermark());
            int lost = right.logEndOffset() < mark ? 1 : 0;
            int counted = follower.truncationsBelowHighWatermark();
            lesson.expect("cuts below the high watermark", lost, counted);
            lesson.expect("remarks in the trace", lost, node.notes.size());
            int last = ownerOf(node, right.logEndOffset() - 1);
            FetchPosition asks =
                    new FetchPosition(right.logEndOffset(), 90, last, right.logStartOffset());
            lesson.expect("what it asks for", asks, follower.position());
        }
    }
}
