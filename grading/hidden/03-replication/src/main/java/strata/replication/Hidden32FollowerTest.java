package strata.replication;

import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.replication.Hidden32BatchesTest.Found;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;

@Step(value = "3.2", concept = "the follower", code = "REP-302")
final class Hidden32FollowerTest {
    private static final int EPOCH = 40;

    /** A leader's log: batches of epochs that rise, with gaps. */
    private static HiddenTestLog leaderLog(SplittableRandom random, int batches) {
        HiddenTestLog log = new HiddenTestLog();
        int epoch = random.nextInt(4);
        for (int left = batches; left > 0; left--) {
            long base = log.logEndOffset() + (random.nextInt(7) == 0 ? random.nextInt(5) : 0);
            String words = "y".repeat(random.nextInt(40));
            log.put(HiddenTestBatch.of(base, epoch, random.nextInt(1, 6), words));
            epoch += random.nextInt(3) == 0 ? random.nextInt(1, 3) : 0;
        }
        return log;
    }

    /** What the leader sends from an offset on: some bytes of its file. */
    private static ByteBuffer piece(SplittableRandom random, HiddenTestLog leader, long offset) {
        ByteBuffer rest = HiddenTestBatch.joined(leader.from(offset));
        int size = random.nextInt(5) == 0 ? 0 : random.nextInt(Math.min(rest.limit(), 700) + 1);
        return HiddenTestBatch.cut(rest, size);
    }

    @Claim(
            value =
                    "A log that was copied in pieces of any size is the leader's, and so are its"
                            + " epochs",
            rules = {"R3.2-a", "R3.2-c", "R3.2-d", "R3.2-e"})
    void aLogCopiedInPiecesIsTheLeaders(Lesson lesson) {
        SplittableRandom random = lesson.random("copies");

        lesson.step("copy 120 logs in pieces");
        for (int i = 0; i < 120; i++) {
            HiddenTestLog leader = leaderLog(random, random.nextInt(1, 25));
            HiddenTestNode node = new HiddenTestNode(2);
            FollowerReplica follower = node.follow(EPOCH, 0);
            // At each append what is told of the epochs must be right for the log after it.
            List<EpochEntry> atAppend = new ArrayList<>();
            node.log.beforeAppends(
                    () -> {
                        atAppend.clear();
                        atAppend.addAll(node.epochs.entries());
                    });
            while (node.log.logEndOffset() < leader.logEndOffset()) {
                long end = node.log.logEndOffset();
                ByteBuffer sent = piece(random, leader, end);
                String also = rots(random, sent) ? " and one has rotted" : "";
                Found found = Found.in(HiddenTestBatch.bytes(sent), end);
                int size = found.goodBytes();
                lesson.now(
                        "log %s, which ends at %s: %s bytes from offset %s%s, of which %s are good",
                        i, leader.logEndOffset(), sent.remaining(), end, also, size);
                FollowerStep step =
                        follower.fetched(follower.position(), HiddenTestNode.ok(0, 0, sent));
                boolean waits = size == 0 && found.faulty();
                lesson.expectThat(
                        waits
                                ? step instanceof FollowerStep.Waits bad
                                        && bad.error() == ErrorCode.CORRUPT_MESSAGE
                                : step.equals(new FollowerStep.Took(size)),
                        "the step",
                        waits ? "Waits with CORRUPT_MESSAGE" : "Took " + size + " bytes",
                        step.toString());
                List<String> right = size == 0 ? List.of() : List.of("append " + size + " bytes");
                lesson.expect("what the log was told", right, node.log.calls());
                HiddenTestEpochs epochs = new HiddenTestNode(2, node.log).epochs;
                lesson.expect("the epochs", epochs.toString(), node.epochs.toString());
                if (size > 0) {
                    String then = HiddenTestEpochs.text(atAppend);
                    lesson.expect("the epochs when it was appended", epochs.toString(), then);
                }
                long next = node.log.logEndOffset();
                int last = epochs.epochAt(next - 1);
                FetchPosition asks = new FetchPosition(next, EPOCH, last, 0);
                lesson.expect("what it asks for", asks, follower.position());
            }
            lesson.expectBytes("the log", leader.bytes(), node.log.bytes());
        }
    }

    /** Changes a byte that some batch's CRC covers, or not. */
    private static boolean rots(SplittableRandom random, ByteBuffer sent) {
        int size = sent.limit() < 12 ? 0 : sent.getInt(8) + 12;
        if (random.nextInt(6) > 0 || size == 0 || size > sent.limit()) {
            return false;
        }
        // Of the second, where there is one.
        int second = size + 12 <= sent.limit() ? sent.getInt(size + 8) + 12 : Integer.MAX_VALUE;
        boolean first = random.nextInt(4) == 0 || second > sent.limit() - size;
        int at = first ? random.nextInt(21, size) : size + random.nextInt(21, second);
        sent.put(at, (byte) (sent.get(at) + random.nextInt(1, 256)));
        return true;
    }

    @Claim(
            value =
                    "Whatever a leader says of them, high watermark and log start rise as far as"
                            + " the log goes",
            rules = {"R3.2-f", "R3.2-g"})
    void highWatermarkAndLogStartRise(Lesson lesson) {
        SplittableRandom random = lesson.random("marks");

        lesson.step("give 300 followers what leaders say, right and wrong");
        for (int i = 0; i < 300; i++) {
            HiddenTestLog leader = leaderLog(random, 12);
            HiddenTestNode node = new HiddenTestNode(2);
            node.log.put(HiddenTestBatch.joined(leader.batches().subList(0, 2)));
            HiddenTestEpochs epochs = new HiddenTestNode(2, node.log).epochs;
            epochs.entries()
                    .forEach(entry -> node.epochs.assign(entry.epoch(), entry.startOffset()));
            long known = random.nextLong(leader.logEndOffset());
            FollowerReplica follower = node.follow(EPOCH, known);
            long mark = Math.min(known, node.log.logEndOffset());
            long start = 0;
            lesson.now("follower %s knows of %s", i, known);
            lesson.expect("the high watermark", mark, follower.highWatermark());
            for (int round = 0; round < 15; round++) {
                long end = node.log.logEndOffset();
                ByteBuffer sent = piece(random, leader, end);
                long says = random.nextLong(leader.logEndOffset() + 20);
                // Above its end a follower would be out of the leader's range.
                long saysStart = random.nextLong(end);
                lesson.now(
                        "follower %s, log from %s to %s, high watermark %s; the leader says %s and"
                                + " log start %s",
                        i, start, end, mark, says, saysStart);
                node.log.calls();
                node.epochs.calls();
                follower.fetched(follower.position(), HiddenTestNode.ok(says, saysStart, sent));

                mark = Math.max(mark, Math.min(says, node.log.logEndOffset()));
                long rises = Math.min(saysStart, mark);
                boolean raised = rises > start;
                start = Math.max(start, rises);
                lesson.expect("the high watermark", mark, follower.highWatermark());
                lesson.expect("the log start", start, node.log.logStartOffset());
                List<String> told = new ArrayList<>(node.log.calls());
                told.removeIf(call -> call.startsWith("append"));
                String raise = "raise the start to " + start;
                lesson.expect("the log is told", raised ? List.of(raise) : List.of(), told);
                String cut = "the start is " + start;
                List<String> cuts = raised ? List.of(cut) : List.of();
                lesson.expect("the epochs are told", cuts, node.epochs.calls());
            }
        }
    }

    @Claim(
            value = "Wherever a crash ends a copy, the file knows the epoch of every record left",
            kind = Kind.SIM,
            rules = {"R3.2-c", "R3.2-d"})
    void afterACrashTheFileKnowsEveryRecordsEpoch(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 3; i++) {
            long seed = random.nextLong();
            lesson.step("crash at every operation while a log is copied");
            int crashes =
                    CrashPoints.of(() -> new Copy(seed))
                            .inModes(CrashMode.values())
                            .cutsOfAWrite(3)
                            .tears(2)
                            .seed(seed)
                            .verify((work, storage, crash) -> expectEpochs(lesson, storage));
            lesson.step("%s crashes in all", crashes);
        }
    }

    private static void expectEpochs(Lesson lesson, Storage storage) {
        List<EpochEntry> stored = new EpochFile(storage, Copy.DIRECTORY).read();
        PartitionLog log = Copy.open(storage);
        FileSlice all = log.logEndOffset() == 0 ? null : log.read(0, 1L << 40, 1 << 20, true);
        if (all == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(all.count());
        all.read(bytes, 0);
        all.release();
        HiddenTestLog left = new HiddenTestLog();
        left.put(bytes.flip());
        String file = stored == null ? "none" : HiddenTestEpochs.text(stored);
        String right = new HiddenTestNode(2, left).epochs.toString();
        // An epoch may be entered whose records did not come to be.
        lesson.expectThat(
                file.equals(right) || file.startsWith(right + ","),
                "the file, of a log with " + left,
                right + ", and what was not appended yet",
                file);
    }

    /** A follower on a disk takes a log in a few answers; it is flushed after each. */
    private static final class Copy implements CrashPoints.Work {
        static final String DIRECTORY = "orders-3";

        private final SplittableRandom random;

        Copy(long seed) {
            random = new SplittableRandom(seed);
        }

        static PartitionLog open(Storage storage) {
            try {
                // By name: nothing of layer 3 may be compiled against a class of layer 1.
                Constructor<?> made = Class.forName("strata.log.AppendLogLayer").getConstructor();
                LogContext context = new LogContext(storage, Compression.UNSUPPORTED);
                return ((LogLayer) made.newInstance()).open(context, LogSpec.of(DIRECTORY));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this run has no layer 1", e);
            }
        }

        @Override
        public void run(Storage storage) {
            HiddenTestLog leader = leaderLog(random, 7);
            PartitionLog log = open(storage);
            storage.syncDirectory(DIRECTORY);
            storage.syncDirectory("");
            LeaderEpochs epochs =
                    new IsrReplicationLayer()
                            .openEpochs(new EpochsSpec(storage, DIRECTORY, log, 0, Trace.NONE));
            FollowerReplica follower =
                    new IsrReplicationLayer()
                            .newFollower(
                                    new ReplicaSpec(
                                            new TopicPartition("orders", 3),
                                            new NodeId(2),
                                            new Replica(log),
                                            epochs,
                                            Trace.NONE),
                                    new FollowerStart(HiddenTestNode.LEADER, EPOCH, 0));
            while (log.logEndOffset() < leader.logEndOffset()) {
                ByteBuffer sent = piece(random, leader, log.logEndOffset());
                follower.fetched(follower.position(), HiddenTestNode.ok(0, 0, sent));
                log.flush();
            }
        }
    }

    /** A log on a disk, as a follower sees it. */
    private record Replica(PartitionLog log) implements ReplicaLog {
        @Override
        public long logStartOffset() {
            return log.logStartOffset();
        }

        @Override
        public long logEndOffset() {
            return log.logEndOffset();
        }

        @Override
        public void append(ByteBuffer batches) {
            log.appendAsFollower(batches);
        }

        @Override
        public void truncateTo(long offset) {
            throw new AssertionError("a log was cut to " + offset + " that fits its leader's");
        }

        @Override
        public void startAt(long offset) {
            throw new AssertionError("a log was started anew at " + offset);
        }

        @Override
        public void raiseLogStart(long offset) {
            throw new AssertionError("a log start was raised to " + offset + " without a word");
        }
    }
}
