package strata.replication.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumStatus.Role;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class Hidden39CommitTest {
    private static final NodeId OBSERVER = new NodeId(77);

    /** The greatest of these up to which a majority has everything; counted, not sorted. */
    private static long ofMajority(long[] ends) {
        long greatest = Long.MIN_VALUE;
        for (long end : ends) {
            long have = Arrays.stream(ends).filter(each -> each >= end).count();
            greatest = 2 * have > ends.length ? Math.max(greatest, end) : greatest;
        }
        return greatest;
    }

    private static long committed(long[] ends, long epochStart, long present) {
        long end = ofMajority(ends);
        return end > epochStart && end > present ? end : present;
    }

    @Claim(
            value = "Of one to seven voters, what a majority has is counted right, and only of now",
            rules = {"R3.9-k", "R3.9-l", "R3.9-m"})
    void whatAMajorityHasIsCountedRight(Lesson lesson) {
        SplittableRandom random = lesson.random("ends");
        for (int voters = 1; voters <= 7; voters++) {
            lesson.step("%s voters, ends of any order", voters);
            for (int i = 0; i < 2_000; i++) {
                long base = i % 4 == 0 ? random.nextLong(1L << 40) : 0;
                int spread = 1 + random.nextInt(10);
                long[] ends = new long[voters];
                for (int voter = 0; voter < voters; voter++) {
                    ends[voter] = random.nextInt(8) == 0 ? -1 : base + random.nextInt(spread);
                }
                long start = base + random.nextInt(spread);
                long present = random.nextInt(4) == 0 ? -1 : base + random.nextInt(spread);
                expectCommitted(lesson, ends, start, present);
            }
            for (int i = 0; i < 60; i++) {
                expectHeard(lesson, voters, random);
            }
        }
        for (int i = 0; i < 60; i++) {
            int voters = 3 + 2 * (i % 2);
            lesson.step("a leader of %s, history %s", voters, i);
            expectLeader(lesson, voters, random);
        }
    }

    private static void expectCommitted(Lesson lesson, long[] ends, long start, long present) {
        String before = Arrays.toString(ends);
        lesson.now("ends %s, the epoch begins at %s, committed %s", before, start, present);
        long right = committed(ends, start, present);
        lesson.expect("the high watermark", right, CommitRule.highWatermark(ends, start, present));
        lesson.expect("the array afterwards", before, Arrays.toString(ends));
    }

    private static void expectHeard(Lesson lesson, int voters, SplittableRandom random) {
        long sinceMs = 1_000L + random.nextInt(500);
        List<NodeId> others = HiddenTestQuorum.others(voters);
        Followers followers = new Followers(others, 10, sinceMs);
        Map<NodeId, Long> heard = new TreeMap<>();
        others.forEach(node -> heard.put(node, sinceMs));
        long nowMs = sinceMs;
        for (int i = 0; i < 12; i++) {
            // The leader hears itself at any time.
            long[] times = new long[voters];
            Arrays.fill(times, Long.MAX_VALUE);
            for (int other = 1; other < voters; other++) {
                times[other] = heard.getOrDefault(new NodeId(other + 1), 0L);
            }
            lesson.now("it leads since %s; last fetches %s", sinceMs, heard);
            lesson.expect(
                    "since when nothing has been heard of a majority",
                    ofMajority(times),
                    followers.majorityHeardMs());
            nowMs += random.nextInt(50);
            int number = 2 + random.nextInt(voters);
            NodeId node = number > voters ? OBSERVER : new NodeId(number);
            followers.fetched(node, 5 + random.nextInt(10), 12, nowMs);
            if (heard.containsKey(node)) {
                heard.put(node, nowMs);
            }
        }
    }

    /** One that is elected on a log of older epochs, with followers that get on as it comes. */
    private static void expectLeader(Lesson lesson, int voters, SplittableRandom random) {
        HiddenTestMetadataLog log = new HiddenTestMetadataLog();
        for (int epoch = 1; epoch <= 3; epoch++) {
            log.put(epoch, random.nextInt(4));
        }
        long start = log.end().offset();
        HiddenTestVoter leader = new HiddenTestVoter(voters, log, random);
        leader.elect();
        lesson.expect("its role", Role.LEADER, leader.status().role());
        long[] ends = new long[voters];
        Arrays.fill(ends, 1, voters, -1);
        ends[0] = start;
        long right = -1;
        for (int i = 0; i < 25; i++) {
            long before = right;
            leader.nowMs += random.nextInt(20);
            int voter = 1 + random.nextInt(voters - 1);
            boolean moved = false;
            switch (random.nextInt(4)) {
                case 0 -> {
                    log.add(leader.status().epoch(), i);
                    leader.quorum.appended(leader.nowMs);
                    lesson.now("it appends at %s", log.end().offset() - 1);
                }
                case 1 -> {
                    log.flush();
                    ends[0] = log.end().offset();
                    right = committed(ends, start, right);
                    moved = leader.quorum.flushed(leader.nowMs);
                    lesson.now("it flushes up to %s; ends %s", ends[0], Arrays.toString(ends));
                    lesson.expect("whether the high watermark moved", right > before, moved);
                }
                default -> {
                    ends[voter] = random.nextLong(log.end().offset() + 1);
                    right = committed(ends, start, right);
                    int epoch = ends[voter] == 0 ? -1 : log.entry(ends[voter] - 1).epoch();
                    lesson.now("%s fetches; ends %s", voter + 1, Arrays.toString(ends));
                    lesson.expect(
                            "the answer",
                            new QuorumFetchVerdict.Serve(right > before),
                            leader.fetchedBy(new NodeId(voter + 1), ends[voter], epoch));
                }
            }
            lesson.expect("the high watermark", right, leader.status().highWatermark());
        }
    }

    // --- the follower

    @Claim(
            value = "Wherever two logs part, a follower cuts to there, and nothing committed",
            rules = {"R3.9-n", "R3.9-o"})
    void whereverTwoLogsPartAFollowerCutsToThere(Lesson lesson) {
        SplittableRandom random = lesson.random("cuts");
        lesson.step("logs of up to four epochs, with a snapshot or none");
        for (int i = 0; i < 800; i++) {
            boolean any = random.nextInt(3) == 0;
            OffsetAndEpoch snapshot =
                    any
                            ? new OffsetAndEpoch(1 + random.nextInt(50), random.nextInt(2))
                            : OffsetAndEpoch.NOTHING;
            HiddenTestMetadataLog log = new HiddenTestMetadataLog(snapshot);
            int epoch = Math.max(0, snapshot.epoch());
            List<Integer> epochs = new ArrayList<>();
            for (int left = random.nextInt(5); left > 0; left--) {
                int count = 1 + random.nextInt(4);
                log.put(epoch, count);
                for (int record = 0; record < count; record++) {
                    epochs.add(epoch);
                }
                epoch += 1 + random.nextInt(3);
            }
            long start = log.startOffset();
            // A leader names an epoch that is not above the last one that it was told of.
            int named = random.nextInt(log.end().epoch() + 2) - 1;
            long end = named < 0 ? -1 : Math.max(0, start - 2) + random.nextInt(epochs.size() + 4);
            expectCut(lesson, log, epochs, new EpochEnd(named, end), random);
        }
    }

    private static void expectCut(
            Lesson lesson,
            HiddenTestMetadataLog log,
            List<Integer> epochs,
            EpochEnd leaders,
            SplittableRandom random) {
        long start = log.startOffset();
        HiddenTestVoter voter = new HiddenTestVoter(3, log, random);
        NodeId leader = new NodeId(3);
        voter.follow(leader, 20);
        long committed = start + random.nextInt(epochs.size() + 1);
        if (random.nextInt(3) == 0) {
            voter.fetches(committed, null);
        }
        long highWatermark = voter.status().highWatermark();
        long kept = rightCut(epochs, leaders, start);
        // Nothing is heard of it for a while.
        voter.nowMs += HiddenTestQuorum.TIMEOUTS.fetchMs();
        lesson.now(
                "a log from %s with epochs [%s], high watermark %s; the leader names %s",
                start, log.text(), highWatermark, leaders);
        lesson.expect("whether it hears its leader before", false, voter.hearsItsLeader());

        QuorumFetched did = voter.fetches(highWatermark, leaders);

        if (kept < highWatermark) {
            lesson.expect("what it does", new QuorumFetched.Nothing(), did);
            lesson.expect("whether the leader counts as heard", false, voter.hearsItsLeader());
            lesson.expect("what it fetches at once", null, voter.quorum.fetch(voter.nowMs));
            kept = start + epochs.size();
        } else {
            lesson.expect("what it does", new QuorumFetched.Truncated(kept), did);
            lesson.expect("whether the leader counts as heard", true, voter.hearsItsLeader());
        }
        List<String> left =
                epochs.subList(0, (int) (kept - start)).stream().map(each -> "" + each).toList();
        lesson.expect("its log afterwards", String.join(" ", left), log.text());
        lesson.expect("its high watermark", highWatermark, voter.status().highWatermark());
    }

    /** Of the greatest own epoch that is not later, the own end, or the leader's if it is less. */
    private static long rightCut(List<Integer> epochs, EpochEnd leaders, long start) {
        int greatest = -1;
        long end = start;
        for (int epoch : epochs) {
            if (epoch <= leaders.epoch()) {
                greatest = epoch;
                end++;
            }
        }
        if (greatest == leaders.epoch()) {
            end = Math.min(end, leaders.endOffset());
        }
        return Math.max(end, start);
    }
}
