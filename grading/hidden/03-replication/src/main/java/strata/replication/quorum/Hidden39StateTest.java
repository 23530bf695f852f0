package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoints;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class Hidden39StateTest {
    private static final String FILE = HiddenTestQuorum.FILE;

    /** Stores one state after another, in lives that left more than they should. */
    private static final class Writes implements CrashPoints.Work {
        private final SplittableRandom random;
        private final List<ElectionState> states = new ArrayList<>();
        // So many of them are promised.
        private int told;

        Writes(long seed) {
            random = new SplittableRandom(seed);
            int epoch = 0;
            for (int i = 0; i < 4; i++) {
                epoch += 1 + random.nextInt(i == 1 ? Integer.MAX_VALUE / 2 : 20);
                states.add(new ElectionState(epoch, any(), any()));
            }
        }

        private @Nullable NodeId any() {
            return random.nextInt(3) == 0 ? null : new NodeId(random.nextInt(2_000));
        }

        @Override
        public void run(Storage storage) {
            HiddenTestQuorum.format(storage);
            for (ElectionState state : states) {
                if (random.nextBoolean()) {
                    leave(storage);
                }
                new QuorumStateFile(storage, HiddenTestQuorum.DIRECTORY).write(state);
                told++;
            }
        }

        /** What a crash in the middle of some other writing may have left, and more. */
        private void leave(Storage storage) {
            try (StorageFile file = storage.open(FILE + ".tmp")) {
                byte[] rest = "}".repeat(30 + random.nextInt(150)).getBytes(StandardCharsets.UTF_8);
                file.write(ByteBuffer.wrap(rest), 0);
                file.flush();
            }
            storage.syncDirectory(HiddenTestQuorum.DIRECTORY);
        }
    }

    @Claim(
            value =
                    "Wherever a voter dies while it writes, the old state is there or the new one,"
                            + " and what it has told of is remembered",
            kind = Kind.SIM,
            rules = {"R3.9-a", "R3.9-d", "R3.9-f"})
    void whereverAVoterDiesItsStateIsWhole(Lesson lesson) {
        SplittableRandom random = lesson.random("crashes");
        for (int i = 0; i < 4; i++) {
            long seed = random.nextLong();
            lesson.step("four states are written: %s", new Writes(seed).states);
            int crashes =
                    CrashPoints.of(() -> new Writes(seed))
                            .inModes(CrashMode.values())
                            .cutsOfAWrite(5)
                            .seed(seed)
                            .verify((work, disk, crash) -> expectWhole(lesson, work, disk));
            lesson.step("%s crashes in all", crashes);
        }
        for (int i = 0; i < 3; i++) {
            long seed = random.nextLong();
            lesson.step("a voter gives and asks for votes");
            int crashes =
                    CrashPoints.of(() -> new Votes(seed))
                            .inModes(CrashMode.values())
                            .cutsOfAWrite(2)
                            .seed(seed)
                            .verify((work, disk, crash) -> expectVotes(lesson, work, disk));
            lesson.step("%s crashes in all", crashes);
        }
    }

    private static void expectWhole(Lesson lesson, Writes work, Storage disk) {
        QuorumStateFile file = new QuorumStateFile(disk, HiddenTestQuorum.DIRECTORY);
        ElectionState found = read(file);
        int number = found == null ? 0 : work.states.indexOf(found) + 1;
        lesson.expectThat(
                (found == null || number > 0) && number >= work.told && number <= work.told + 1,
                "the state after the crash; " + work.told + " were written before it",
                "the last of these, or the next, of " + work.states,
                "" + found);

        ElectionState next = new ElectionState(1, null, new NodeId(3));
        file.write(next);
        lesson.expect("what is read after another write", next, read(file));
        String right = "{\"leaderId\":-1,\"leaderEpoch\":1,\"votedId\":3,\"data_version\":0}\n";
        lesson.expect("the file", right, textOf(disk));
        lesson.expect("whether something is left of its .tmp", false, disk.exists(FILE + ".tmp"));
    }

    private static @Nullable ElectionState read(QuorumStateFile file) {
        try {
            return file.read();
        } catch (StorageException damaged) {
            throw new AssertionError(damaged.getMessage(), damaged);
        }
    }

    private static String textOf(Storage disk) {
        try (StorageFile file = disk.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    /** Gives votes as it is asked, and stands for election in between. */
    private static final class Votes implements CrashPoints.Work {
        private final SplittableRandom random;
        // What somebody may have heard of: for whom it voted in which epoch.
        private final Map<Integer, NodeId> told = new TreeMap<>();
        private long nowMs = 1_000;

        Votes(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void run(Storage storage) {
            Quorum quorum = open(HiddenTestQuorum.format(storage));
            for (int i = 0; i < 5; i++) {
                int epoch = quorum.status().epoch() + random.nextInt(3);
                NodeId by = new NodeId(2 + random.nextInt(2));
                if (isGranted(quorum, by, epoch)) {
                    told.put(epoch, by);
                }
                nowMs = Math.max(nowMs, quorum.deadlineMs());
                for (Quorum.Say say : quorum.tick(nowMs)) {
                    if (say.ask() instanceof QuorumAsk.Vote vote && vote.preVote()) {
                        stand(quorum, say);
                    }
                }
            }
        }

        private void stand(Quorum quorum, Quorum.Say asked) {
            for (Quorum.Say say :
                    quorum.answered(
                            asked.to(), asked.ask(), HiddenTestVoter.granted(quorum), nowMs)) {
                told.put(say.ask().epoch(), HiddenTestQuorum.SELF);
            }
        }

        private Quorum open(Storage storage) {
            HiddenTestMetadataLog log = new HiddenTestMetadataLog().put(0, 3);
            return RaftQuorum.open(
                    HiddenTestQuorum.spec(
                            HiddenTestQuorum.SELF, 3, storage, log, new SplittableRandom(1)),
                    nowMs);
        }

        private boolean isGranted(Quorum quorum, NodeId by, int epoch) {
            QuorumAsk.Vote ask = new QuorumAsk.Vote(epoch, by, new OffsetAndEpoch(9, 0), false);
            return epoch > 0 && quorum.heard(by, ask, nowMs).voteGranted();
        }
    }

    private static void expectVotes(Lesson lesson, Votes work, Storage disk) {
        int last = work.told.keySet().stream().mapToInt(epoch -> epoch).max().orElse(0);
        Quorum quorum = work.open(disk);
        int epoch = quorum.status().epoch();
        lesson.expectThat(
                epoch >= last,
                "the epoch after the crash",
                "at least " + last + ", in which it has told of its vote",
                "" + epoch);
        NodeId voted = work.told.get(epoch);
        if (voted != null) {
            lesson.expect("its vote in epoch " + epoch, voted, quorum.status().votedFor());
            for (NodeId by : HiddenTestQuorum.others(3)) {
                boolean again = work.isGranted(quorum, by, epoch);
                boolean right = by.equals(voted);
                lesson.expect("whether " + by + " gets a vote in epoch " + epoch, right, again);
            }
        }
    }
}
