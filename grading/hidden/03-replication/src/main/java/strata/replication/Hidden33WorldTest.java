package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Nodes that lead one after the other, each with what it has; nobody asks who should. */
@Step(value = "3.3", concept = "divergence and truncation", code = "REP-303")
final class Hidden33WorldTest {
    private static final int NODES = 4;

    private final List<HiddenTestNode> nodes = new ArrayList<>();
    private int epoch;

    @Claim(
            value =
                    "Whoever leads after whatever happened, its followers get its log, and nothing"
                            + " that both had is cut on the way",
            kind = Kind.SIM,
            rules = {"R3.3-a", "R3.3-b", "R3.3-c", "R3.3-d"})
    void followersGetTheLogOfWhoeverLeads(Lesson lesson) {
        SplittableRandom random = lesson.random("worlds");

        lesson.step("let four nodes lead and follow in 150 worlds");
        int cuts = 0;
        for (int world = 0; world < 150; world++) {
            nodes.clear();
            for (int id = 1; id <= NODES; id++) {
                nodes.add(new HiddenTestNode(id));
            }
            epoch = random.nextInt(5);
            for (int reign = 0; reign < 14; reign++) {
                HiddenTestNode leader = nodes.get(random.nextInt(NODES));
                epoch += random.nextInt(1, 4);
                leader.epochs.assign(epoch, leader.log.logEndOffset());
                boolean last = reign == 13;
                for (HiddenTestNode node : nodes) {
                    // Some are not there during a reign.
                    boolean away = !last && random.nextInt(3) == 0;
                    if (node != leader && !away) {
                        lesson.now("world %s, epoch %s, node %s follows", world, epoch, node.id);
                        cuts += follow(lesson, random, leader, node, last);
                    }
                    write(random, leader);
                }
            }
        }
        lesson.step("%s times a log was cut", cuts);
        lesson.expectThat(cuts > 300, "how often a log was cut", "often", "" + cuts);
    }

    private void write(SplittableRandom random, HiddenTestNode leader) {
        for (int left = random.nextInt(3); left > 0; left--) {
            leader.put(epoch, random.nextInt(1, 5), " by " + leader.id);
        }
    }

    /** Some fetches, or as many as it takes; returns how often the log was cut. */
    private int follow(
            Lesson lesson,
            SplittableRandom random,
            HiddenTestNode leader,
            HiddenTestNode node,
            boolean all) {
        String what = "node " + node.id + " with " + node.log + "; its leader with " + leader.log;
        FollowerReplica follower = node.follow(epoch, 0);
        int cuts = 0;
        // Each round cuts at least an epoch, or takes at least a batch.
        int most = 2 * (node.log.batches().size() + leader.log.batches().size()) + 3;
        for (int left = all ? most : random.nextInt(5); left > 0; left--) {
            List<ByteBuffer> common = common(leader.log, node.log);
            FollowerStep step = fetch(random, leader, follower);
            if (step instanceof FollowerStep.Truncated cut) {
                cuts++;
                lesson.expectThat(
                        cut.toOffset() < cut.fromOffset(), what, "a cut that cuts", "" + cut);
            }
            boolean kept = node.log.batches().size() >= common.size();
            kept &= common(leader.log, node.log).size() >= common.size();
            lesson.expectThat(
                    kept,
                    what + ": after " + step,
                    "all " + common.size() + " batches that both have from the beginning",
                    node.log.toString());
        }
        if (all) {
            lesson.expect(what + ": its log at last", "" + leader.log, "" + node.log);
            lesson.expectBytes("its bytes", leader.log.bytes(), node.log.bytes());
            HiddenTestEpochs right = new HiddenTestNode(9, leader.log).epochs;
            lesson.expect("its epochs", right.toString(), node.epochs.toString());
        }
        return cuts;
    }

    /** The batches that two logs have in common, from the beginning on. */
    private static List<ByteBuffer> common(HiddenTestLog one, HiddenTestLog other) {
        List<ByteBuffer> ones = one.batches();
        List<ByteBuffer> others = other.batches();
        int count = 0;
        while (count < Math.min(ones.size(), others.size())
                && ones.get(count).equals(others.get(count))) {
            count++;
        }
        return ones.subList(0, count);
    }

    /** The leader answers as leaders do: where the logs part, or what comes next. */
    private static FollowerStep fetch(
            SplittableRandom random, HiddenTestNode leader, FollowerReplica follower) {
        FetchPosition asked = follower.position();
        EpochEnd end = Divergence.seenByLeader(leader.epochs, leader.log.logEndOffset(), asked);
        LeaderAnswer answer;
        if (end != null) {
            answer = HiddenTestNode.diverging(end);
        } else {
            List<ByteBuffer> next = leader.log.from(asked.fetchOffset());
            int count = next.isEmpty() ? 0 : random.nextInt(1, next.size() + 1);
            ByteBuffer sent = HiddenTestBatch.joined(next.subList(0, count));
            answer = HiddenTestNode.ok(0, 0, sent);
        }
        return follower.fetched(asked, answer);
    }
}
