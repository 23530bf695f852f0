package strata.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.5", concept = "markers", code = "TXN-505")
final class Hidden55MarkersTest {
    private static final TransactionVersion OLD = TransactionVersion.V0;

    /** A transaction of some partitions is decided; returns the offset of the decision. */
    private static long decide(HiddenTestCoordinator desk, String name, String... partitions) {
        desk.init(name);
        long id = desk.value(name).producerId();
        desk.add(name, id, 0, OLD, partitions);
        desk.end(name, id, 0, true);
        return desk.log.size() - 1L;
    }

    @Claim(
            value = "Wherever the high watermark is, the markers below it have left, and no others",
            rules = {"R5.5-e", "R5.5-f"})
    void theMarkersBelowTheHighWatermarkHaveLeft(Lesson lesson) {
        SplittableRandom random = lesson.random("high watermarks");
        for (int life = 0; life < 20; life++) {
            lesson.step("history %s", life + 1);
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            List<Long> decisions = new ArrayList<>();
            long committed = 0;
            for (int step = 0; step < 20; step++) {
                if (random.nextBoolean()) {
                    decisions.add(decide(desk, "n" + step, "t-" + random.nextInt(9)));
                } else {
                    committed = random.nextLong(committed, desk.log.size() + 1);
                    desk.commitTo(committed);
                }
                long now = committed;
                lesson.now("decisions at %s, high watermark %s", decisions, now);
                lesson.expect(
                        "how many markers have left",
                        (int) decisions.stream().filter(at -> at < now).count(),
                        desk.sent.size());
            }
        }
    }

    @Claim(
            value =
                    "Whatever partitions answer, each gets its marker until it has it, and only"
                            + " then is it complete",
            rules = {"R5.5-f", "R5.5-g", "R5.5-h", "R5.5-i", "R5.5-j"})
    void eachGetsItsMarkerUntilItHasIt(Lesson lesson) {
        SplittableRandom random = lesson.random("answers");
        ErrorCode[] passing = {
            ErrorCode.NOT_LEADER_OR_FOLLOWER,
            ErrorCode.REQUEST_TIMED_OUT,
            ErrorCode.NOT_ENOUGH_REPLICAS,
            ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        };
        for (int life = 0; life < 20; life++) {
            lesson.step("transaction %s", life + 1);
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            TreeSet<String> unmarked = new TreeSet<>();
            int count = random.nextInt(1, 8);
            while (unmarked.size() < count) {
                unmarked.add("t-" + random.nextInt(9));
            }
            desk.commits = true;
            decide(desk, "x", unmarked.toArray(String[]::new));
            TransactionMarker marker = desk.sent.get(0).marker();
            TreeSet<String> asked = new TreeSet<>(unmarked);
            desk.sent.clear();
            for (int step = 0; !unmarked.isEmpty(); step++) {
                desk.sleep(random.nextInt(2) * (long) HiddenTestCoordinator.RETRY_MS);
                for (HiddenTestCoordinator.Sent each : desk.sent) {
                    each.partitions()
                            .forEach(
                                    p -> {
                                        String text = p.topic() + "-" + p.partition();
                                        lesson.expect(
                                                "whether it is to be told",
                                                true,
                                                unmarked.contains(text));
                                        lesson.expect(
                                                "whether it was told already",
                                                true,
                                                asked.add(text));
                                    });
                }
                desk.sent.clear();
                if (asked.isEmpty()) {
                    continue;
                }
                String one = asked.first();
                asked.remove(one);
                ErrorCode error =
                        step > 200 || random.nextBoolean()
                                ? ErrorCode.NONE
                                : passing[random.nextInt(passing.length)];
                lesson.now("step %s: %s answers %s", step, one, error);
                desk.answer(marker, error, one);
                if (error == ErrorCode.NONE) {
                    unmarked.remove(one);
                }
                lesson.expect(
                        "x",
                        unmarked.isEmpty() ? "CompleteCommit 1000/0 []" : "PrepareCommit",
                        unmarked.isEmpty() ? desk.shown("x") : desk.value("x").state().text());
                lesson.expect("who has not confirmed", "" + unmarked, desk.unmarked("x"));
            }
        }
    }

    @Claim(
            value = "That a transaction is complete is stored again until it can be",
            rules = {"R5.5-i", "R5.5-j"})
    void thatItIsCompleteIsStoredUntilItCanBe(Lesson lesson) {
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.commits = true;
        decide(desk, "x", "t-0", "t-1");
        lesson.step("both have the marker; the record cannot be appended, for a second");
        desk.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        desk.deliver(ErrorCode.NONE);
        for (int i = 0; i < 10; i++) {
            lesson.expect("x", "PrepareCommit 1000/0 [t-0, t-1]", desk.shown("x"));
            desk.sleep(HiddenTestCoordinator.RETRY_MS);
        }
        lesson.expect("the markers", "none", desk.sent());
        desk.refusal = null;
        desk.sleep(HiddenTestCoordinator.RETRY_MS);
        lesson.expect("x", "CompleteCommit 1000/0 []", desk.shown("x"));
    }

    @Claim(
            value = "When another coordinator has taken over nothing is sent any more, to anybody",
            rules = {"R5.5-f", "R5.5-g", "R5.5-h"})
    void whenAnotherHasTakenOverNothingIsSent(Lesson lesson) {
        lesson.step("one of three partitions says so; the others could not take the marker");
        for (ErrorCode error :
                List.of(
                        ErrorCode.INVALID_PRODUCER_EPOCH,
                        ErrorCode.TRANSACTION_COORDINATOR_FENCED)) {
            for (int which = 0; which < 3; which++) {
                lesson.now("t-%s answers %s", which, error);
                HiddenTestCoordinator desk = new HiddenTestCoordinator();
                desk.commits = true;
                decide(desk, "x", "t-0", "t-1", "t-2");
                TransactionMarker marker = desk.sent.get(0).marker();
                desk.sent.clear();
                for (int i = 0; i < 3; i++) {
                    ErrorCode told = i == which ? error : ErrorCode.NOT_LEADER_OR_FOLLOWER;
                    desk.answer(marker, told, "t-" + i);
                }
                desk.sleep(10_000);
                lesson.expect("the markers", "none", desk.sent());
                lesson.expect("x", "PrepareCommit 1000/0 [t-0, t-1, t-2]", desk.shown("x"));
                lesson.step("it leads again: everything begins anew");
                desk.takeOver();
                lesson.expect("the markers", "commit 1000/0 to [t-0, t-1, t-2]", desk.sent());
            }
        }
    }

    @Claim(
            value = "In each epoch, version and state a marker is let in, or is not",
            rules = {"R5.5-a", "R5.5-b"})
    void aMarkerIsLetInOrIsNot(Lesson lesson) {
        SplittableRandom random = lesson.random("markers");
        lesson.step("a producer in some epoch, with or without a transaction; 200 markers");
        for (int i = 0; i < 200; i++) {
            int epoch = random.nextInt(8) == 0 ? Short.MAX_VALUE : random.nextInt(1, 30);
            int coordinator = random.nextInt(100);
            boolean open = random.nextBoolean();
            HiddenTestPartition partition = HiddenTestPartition.begun();
            partition.append(HiddenTestPartition.marker(7, epoch, true, coordinator));
            if (open) {
                partition.open(7, epoch, 0);
            }
            TransactionVersion version =
                    random.nextInt(3) == 0 ? TransactionVersion.V1 : TransactionVersion.V2;
            int other = Math.min(epoch + random.nextInt(-1, 2), Short.MAX_VALUE);
            int by = coordinator + random.nextInt(-1, 2);
            boolean same = version.bumpsEpochs() && other == epoch;
            boolean old = other < epoch || (same && open && epoch != Short.MAX_VALUE);
            lesson.now(
                    "it is in %s, %s, by coordinator %s; a marker of %s in %s by %s",
                    epoch, open ? "open" : "not open", coordinator, version, other, by);
            lesson.expect(
                    "what is told",
                    old
                            ? "INVALID_PRODUCER_EPOCH"
                            : by < coordinator ? "TRANSACTION_COORDINATOR_FENCED" : "NONE",
                    partition.judgeMarker(7, other, by, version));
        }
    }

    @Claim(
            value = "However transactions of many producers end, the others stay open",
            rules = {"R5.5-c"})
    void theOthersStayOpen(Lesson lesson) {
        SplittableRandom random = lesson.random("ends");
        HiddenTestPartition partition = HiddenTestPartition.begun();
        long[] openSince = new long[8];
        int[] epochs = new int[8];
        int[] sequences = new int[8];
        Arrays.fill(openSince, -1);
        lesson.step("8 producers open and commit transactions in any order");
        for (int step = 0; step < 150; step++) {
            int which = random.nextInt(8);
            if (random.nextBoolean()) {
                long at = partition.open(which, epochs[which], sequences[which]++);
                openSince[which] = openSince[which] < 0 ? at : openSince[which];
            } else {
                int bump = random.nextInt(2);
                epochs[which] += bump;
                sequences[which] = bump == 0 ? sequences[which] : 0;
                partition.mark(which, epochs[which], true);
                openSince[which] = -1;
            }
            long first = Arrays.stream(openSince).filter(at -> at >= 0).min().orElse(-1);
            lesson.now("step %s: %s", step, which);
            lesson.expect("where the first is open", first, partition.states.firstOpenOffset());
            int last = sequences[which] - 1;
            String open = openSince[which] < 0 ? "" : ", open since " + openSince[which];
            lesson.expect(
                    "whether it is known as it is",
                    true,
                    List.of(partition.known().split("; "))
                            .contains(which + " epoch " + epochs[which] + " up to " + last + open));
        }
    }
}
