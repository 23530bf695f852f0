package strata.replication;

import static strata.replication.TestPartition.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.8", concept = "fencing", code = "REP-308")
final class SessionTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    @Claim(
            value = "A session lasts until its broker has been silent for the session timeout",
            rules = {"R3.8-k", "R3.8-l", "R3.8-m", "R3.8-n"})
    void aSessionLastsUntilItsBrokerIsSilent(Lesson lesson) {
        SessionTable sessions = new SessionTable(9_000);
        lesson.step("sessions of 9 seconds; 1 is heard of at 1000 ms and at 3000 ms, 2 at 2000 ms");
        sessions.heard(ONE, 1_000);
        sessions.heard(TWO, 2_000);
        sessions.heard(ONE, 3_000);
        lesson.expect("whether 1 is alive at 11999", true, sessions.isAlive(ONE, 11_999));
        lesson.expect("whether 1 is alive at 12000", false, sessions.isAlive(ONE, 12_000));
        lesson.expect("whether 3 is alive", false, sessions.isAlive(THREE, 3_000));
        lesson.expect("when the next runs out", 11_000L, sessions.nextExpiryMs());

        lesson.step("time goes by");
        lesson.expect("who has run out by 10999", nodes(), sessions.expired(10_999));
        lesson.expect("who has run out by 11000", nodes(2), sessions.expired(11_000));
        lesson.expect("who has run out since", nodes(), sessions.expired(11_500));
        lesson.expect("who has run out by 12000", nodes(1), sessions.expired(12_000));
        lesson.expect("when the next runs out", Long.MAX_VALUE, sessions.nextExpiryMs());

        lesson.step("1, 2 and 3 are heard of in that order; then 1 again, and 2 is dead");
        sessions.heard(ONE, 20_000);
        sessions.heard(TWO, 20_001);
        sessions.heard(THREE, 20_002);
        sessions.heard(ONE, 20_002);
        sessions.end(TWO);
        lesson.expect("whether 2 is alive", false, sessions.isAlive(TWO, 20_003));
        lesson.expect("who has run out in the end", nodes(3, 1), sessions.expired(99_000));
        sessions.heard(ONE, 99_000);
        sessions.clear();
        lesson.now("all is forgotten");
        lesson.expect("whether 1 is alive", false, sessions.isAlive(ONE, 99_000));
    }

    @Claim(
            value = "However brokers come and fall silent, each session ends once and in time",
            rules = {"R3.8-k", "R3.8-m", "R3.8-n"})
    void eachSessionEndsOnceAndInTime(Lesson lesson) {
        SplittableRandom random = lesson.random("sessions");
        SessionTable sessions = new SessionTable(500);
        Map<NodeId, Long> heard = new TreeMap<>();
        long nowMs = 0;
        lesson.step("sessions of 500 ms; ten brokers are heard of as it comes");
        for (int i = 0; i < 5_000; i++) {
            nowMs += random.nextInt(60);
            NodeId broker = new NodeId(1 + random.nextInt(10));
            lesson.now("at %s ms, %s is heard of; before: %s", nowMs, broker, heard);
            List<NodeId> right = new ArrayList<>();
            for (Map.Entry<NodeId, Long> each : heard.entrySet()) {
                if (nowMs - each.getValue() >= 500) {
                    right.add(each.getKey());
                }
            }
            right.forEach(heard::remove);
            List<NodeId> expired = new ArrayList<>(sessions.expired(nowMs));
            expired.sort(null);
            lesson.expect("who has run out, sorted", right, expired);
            if (random.nextInt(4) > 0) {
                heard.put(broker, nowMs);
                sessions.heard(broker, nowMs);
            }
            long next = Long.MAX_VALUE;
            for (long at : heard.values()) {
                next = Math.min(next, at + 500);
            }
            lesson.expect("when the next runs out", next, sessions.nextExpiryMs());
        }
    }
}
