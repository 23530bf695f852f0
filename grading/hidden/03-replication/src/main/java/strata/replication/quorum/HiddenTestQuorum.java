package strata.replication.quorum;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import strata.kernel.NodeId;
import strata.kernel.Trace;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.SimDisk;

/** What members of a quorum are made of. */
final class HiddenTestQuorum {
    static final String DIRECTORY = "__cluster_metadata-0";
    static final String FILE = DIRECTORY + "/quorum-state";
    static final QuorumTimeouts TIMEOUTS = new QuorumTimeouts(300, 600, 300, 20);
    static final NodeId SELF = new NodeId(1);

    private HiddenTestQuorum() {}

    /** Voters 1 to some number. */
    static List<NodeId> voters(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(NodeId::new).toList();
    }

    /** All voters but node 1. */
    static List<NodeId> others(int count) {
        return voters(count).subList(1, count);
    }

    /** A disk with the directory of the metadata log on it. */
    static Storage formatted(SimDisk disk) {
        return format(disk.mount());
    }

    static SimDisk disk() {
        SimDisk disk = new SimDisk(new SeededRandom(1));
        formatted(disk);
        return disk;
    }

    static Storage format(Storage storage) {
        storage.open(DIRECTORY + "/00000000000000000000.log").close();
        storage.syncDirectory(DIRECTORY);
        storage.syncDirectory("");
        return storage;
    }

    static QuorumSpec spec(
            NodeId self, int voters, Storage storage, QuorumLog log, SplittableRandom random) {
        return spec(self, voters, storage, log, random, Trace.NONE);
    }

    static QuorumSpec spec(
            NodeId self,
            int voters,
            Storage storage,
            QuorumLog log,
            SplittableRandom random,
            Trace trace) {
        return new QuorumSpec(
                self,
                voters(voters),
                storage,
                DIRECTORY,
                log,
                TIMEOUTS,
                new SeededRandom(random.nextLong()),
                trace);
    }

    static ElectionTimes times(SplittableRandom random) {
        return new ElectionTimes(TIMEOUTS, new SeededRandom(random.nextLong()));
    }

    /** Role, epoch, vote and leader, as {@code candidate in 3, voted for 1, no leader}. */
    static String text(QuorumStatus s) {
        return s.role().name().toLowerCase(Locale.ROOT)
                + " in "
                + s.epoch()
                + (s.votedFor() == null ? ", no vote" : ", voted for " + s.votedFor())
                + (s.leader() == null ? ", no leader" : ", leader " + s.leader());
    }

    static String text(QuorumAsk ask) {
        return switch (ask) {
            case QuorumAsk.Vote vote ->
                    (vote.preVote() ? "pre-vote for " : "vote for ")
                            + vote.candidate()
                            + " in "
                            + vote.epoch()
                            + ", end "
                            + vote.last().offset()
                            + " of "
                            + vote.last().epoch();
            case QuorumAsk.Begin begin -> "begin of " + begin.epoch();
            case QuorumAsk.End end -> "end of " + end.epoch();
        };
    }
}
