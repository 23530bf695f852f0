package strata.replication.quorum;

import java.util.List;
import java.util.Locale;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Trace;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.SimDisk;

/** Voter 1 of a quorum, driven by hand, on a simulated disk. */
final class TestVoter {
    static final String DIRECTORY = "__cluster_metadata-0";
    static final NodeId SELF = new NodeId(1);
    static final NodeId B = new NodeId(2);
    static final NodeId C = new NodeId(3);

    private final SimDisk disk = new SimDisk(new SeededRandom(1));
    private final List<NodeId> voters;
    final TestMetadataLog log = new TestMetadataLog();
    private Quorum quorum;
    long nowMs = 1_000;

    TestVoter(int voterCount) {
        this(voterCount, 0, 0);
    }

    /** One whose log holds some records of an epoch. */
    TestVoter(int voterCount, int epoch, int records) {
        voters = List.of(1, 2, 3, 4, 5).subList(0, voterCount).stream().map(NodeId::new).toList();
        log.put(epoch, records);
        Storage storage = disk.mount();
        storage.open(DIRECTORY + "/00000000000000000000.log").close();
        storage.syncDirectory(DIRECTORY);
        storage.syncDirectory("");
        quorum = open(storage, voters, log, nowMs);
    }

    static Quorum open(Storage storage, List<NodeId> voters, TestMetadataLog log, long nowMs) {
        return RaftQuorum.open(
                new QuorumSpec(
                        SELF,
                        voters,
                        storage,
                        DIRECTORY,
                        log,
                        QuorumTimeouts.DEFAULT,
                        new SeededRandom(3),
                        Trace.NONE),
                nowMs);
    }

    /** The machine loses power, and comes up again. */
    void losePower() {
        disk.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
        quorum = open(disk.mount(), voters, log, nowMs);
    }

    QuorumStatus status() {
        return quorum.status();
    }

    /** Role, epoch, vote and leader, as {@code candidate in 3, voted for 1, no leader}. */
    String standing() {
        QuorumStatus s = quorum.status();
        return s.role().name().toLowerCase(Locale.ROOT)
                + " in "
                + s.epoch()
                + (s.votedFor() == null ? ", no vote" : ", voted for " + s.votedFor())
                + (s.leader() == null ? ", no leader" : ", leader " + s.leader());
    }

    /** Time goes by until it has something to say. */
    List<Say> says() {
        List<Say> says = List.of();
        for (int i = 0; i < 10 && says.isEmpty(); i++) {
            nowMs = Math.max(nowMs, quorum.deadlineMs());
            says = quorum.tick(nowMs);
        }
        return says;
    }

    /** Time goes by; what it says meanwhile. */
    List<Say> passes(long ms) {
        nowMs += ms;
        return quorum.tick(nowMs);
    }

    /** What was said, as {@code to 2: pre-vote in 0, end 0 of -1; …}. */
    static String text(List<Say> says) {
        StringBuilder text = new StringBuilder();
        for (Say say : says) {
            text.append(text.isEmpty() ? "" : "; ").append("to ").append(say.to()).append(": ");
            text.append(
                    switch (say.ask()) {
                        case QuorumAsk.Vote vote ->
                                (vote.preVote() ? "pre-vote in " : "vote in ")
                                        + vote.epoch()
                                        + ", end "
                                        + vote.last().offset()
                                        + " of "
                                        + vote.last().epoch();
                        case QuorumAsk.Begin begin -> "begin of " + begin.epoch();
                        case QuorumAsk.End end ->
                                "end of " + end.epoch() + ", next " + end.successors();
                    });
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    /** Another voter answers what it was asked. */
    List<Say> answered(NodeId from, List<Say> asked, boolean granted) {
        QuorumSays says = new QuorumSays(ErrorCode.NONE, quorum.status().epoch(), null, granted);
        return quorum.answered(from, asked.get(0).ask(), says, nowMs);
    }

    /** Whether it says nothing now, and will soon. */
    boolean isPausing() {
        boolean silent = quorum.tick(nowMs).isEmpty();
        return silent
                && quorum.deadlineMs() > nowMs
                && quorum.deadlineMs() <= nowMs + 1_000
                && status().role() == QuorumStatus.Role.CANDIDATE;
    }

    /** Another voter answers, and says in which epoch it is. */
    void answeredIn(int epoch, @Nullable NodeId leader, NodeId from, List<Say> asked) {
        QuorumSays says = new QuorumSays(ErrorCode.NONE, epoch, leader, false);
        quorum.answered(from, asked.get(0).ask(), says, nowMs);
    }

    /** Makes it the leader of its next epoch, with a majority of three. */
    void elect() {
        List<Say> vote = answered(B, says(), true);
        answered(B, vote, true);
        flush();
    }

    void flush() {
        log.flush();
        quorum.flushed(nowMs);
    }

    boolean isAskedForVote(NodeId by, int epoch, long endOffset, int lastEpoch) {
        return asked(by, epoch, endOffset, lastEpoch, false);
    }

    boolean isAskedForPreVote(NodeId by, int epoch, long endOffset, int lastEpoch) {
        return asked(by, epoch, endOffset, lastEpoch, true);
    }

    private boolean asked(NodeId by, int epoch, long endOffset, int lastEpoch, boolean pre) {
        OffsetAndEpoch last = new OffsetAndEpoch(endOffset, lastEpoch);
        return quorum.heard(by, new QuorumAsk.Vote(epoch, by, last, pre), nowMs).voteGranted();
    }

    /** The leader of an epoch makes itself known. */
    void isLedBy(NodeId leader, int epoch) {
        quorum.heard(leader, new QuorumAsk.Begin(epoch, leader), nowMs);
    }

    QuorumFetchVerdict isFetchedBy(NodeId node, long offset, int lastEpoch) {
        FetchPosition position = new FetchPosition(offset, quorum.status().epoch(), lastEpoch, 0);
        return quorum.fetchedBy(node, position, nowMs);
    }

    /** The leader answers its fetch: the two logs part at the end of an epoch. */
    QuorumFetched isToldToPart(int epoch, long endOffset) {
        QuorumFetch fetch = quorum.fetch(nowMs);
        QuorumStatus s = quorum.status();
        return fetch == null
                ? new QuorumFetched.Nothing()
                : quorum.fetched(
                        fetch,
                        new QuorumAnswer(
                                ErrorCode.NONE,
                                s.epoch(),
                                s.leader(),
                                -1,
                                new EpochEnd(epoch, endOffset),
                                null,
                                null),
                        nowMs);
    }

    /** The leader answers its fetch with this high watermark and nothing else. */
    void isTold(long highWatermark) {
        QuorumFetch fetch = quorum.fetch(nowMs);
        QuorumStatus s = quorum.status();
        if (fetch != null) {
            quorum.fetched(
                    fetch,
                    new QuorumAnswer(
                            ErrorCode.NONE, s.epoch(), s.leader(), highWatermark, null, null, null),
                    nowMs);
        }
    }
}
