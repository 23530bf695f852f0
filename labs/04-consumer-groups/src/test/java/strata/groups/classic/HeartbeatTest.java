package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.3", concept = "heartbeats and sessions", code = "GRP-403")
final class HeartbeatTest {
    private static final String AGAIN = "REBALANCE_IN_PROGRESS";
    private static final String STABLE = "Stable";

    @Claim(
            value =
                    "A heartbeat of this generation is a sign of life, and tells when to join"
                            + " again",
            rules = {"R4.3-a"})
    void aHeartbeatTellsWhenToJoinAgain(Lesson lesson) {
        TestDesk desk = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] all = desk.clients("ann", "bob");
        TestMember bob = all[1].heardWithin(10_000);
        desk.gather(all);
        lesson.expect("what bob is told in CompletingRebalance", "NONE", bob.heartbeat());
        all[0].sync();
        bob.sync();
        desk.advance(9_000);
        lesson.expect("what bob is told in Stable", "NONE", bob.heartbeat());

        lesson.step("9999 ms later: heartbeats of another generation, and of a stranger");
        desk.advance(9_999);
        lesson.expect("the state", STABLE, desk.state());
        bob.generation = 0;
        lesson.expect("what bob is told", "ILLEGAL_GENERATION", bob.heartbeat());
        bob.generation = 2;
        lesson.expect("what bob is told", "ILLEGAL_GENERATION", bob.heartbeat());
        bob.generation = 1;
        TestMember zoe = desk.clients("zoe")[0];
        zoe.memberId = "zoe-1";
        zoe.generation = 1;
        lesson.expect("what zoe is told", "UNKNOWN_MEMBER_ID", zoe.heartbeat());
        lesson.step("none of them was a word of bob's: his session ends");
        desk.advance(1);
        lesson.expect("what ann is told", AGAIN, all[0].heartbeat());
        lesson.expect("what bob is told", "UNKNOWN_MEMBER_ID", bob.heartbeat());

        lesson.step("while members join a heartbeat is a sign of life, too");
        TestDesk slow = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] pair = slow.clients("ann", "bob");
        pair[1].heardWithin(10_000);
        slow.settle(pair);
        pair[0].join();
        for (int i = 0; i < 5; i++) {
            slow.advance(9_000);
            lesson.expect("what bob is told", AGAIN, pair[1].heartbeat());
        }
        lesson.expect("what ann is told, who waits", "nothing yet", pair[0].told);

        lesson.step("the last member has left");
        TestDesk empty = new TestDesk(text -> lesson.step("%s", text));
        TestMember eve = empty.clients("eve")[0];
        empty.settle(eve);
        eve.leave();
        lesson.expect("what eve is told", "UNKNOWN_MEMBER_ID", eve.heartbeat());
    }

    @Claim(
            value = "However members speak and fall silent, each is out when its time is up",
            rules = {"R4.3-a", "R4.3-b", "R4.3-e", "R4-c"})
    void eachIsOutWhenItsTimeIsUp(Lesson lesson) {
        SplittableRandom random = lesson.random("silences");
        lesson.step("a stable group, sessions of 2 to 10 s: one is silent, and others may be");
        for (int i = 0; i < 60; i++) {
            List<String> lines = new ArrayList<>();
            TestDesk desk = new TestDesk(lines::add);
            TestMember[] all = desk.clients("ann", "bob", "cem", "dan", "eve");
            for (TestMember member : all) {
                member.heardWithin(2_000 + random.nextInt(5) * 2_000);
            }
            desk.settle(all);
            long[] endsMs = new long[all.length];
            for (int member = 0; member < all.length; member++) {
                endsMs[member] = desk.nowMs + all[member].sessionTimeoutMs;
            }
            int silent = random.nextInt(all.length);
            long firstMs = Long.MAX_VALUE;
            while (desk.nowMs < firstMs) {
                firstMs = Long.MAX_VALUE;
                for (long each : endsMs) {
                    firstMs = Math.min(firstMs, each);
                }
                desk.advance(Math.min(random.nextInt(1, 1_500), firstMs - desk.nowMs));
                int speaks = random.nextInt(all.length);
                if (desk.nowMs < firstMs && speaks != silent) {
                    String told = all[speaks].heartbeat();
                    lesson.now("group %s, at %s ms: %s", i, desk.nowMs, last(lines));
                    lesson.expect("what " + all[speaks].name + " is told", "NONE", told);
                    endsMs[speaks] = desk.nowMs + all[speaks].sessionTimeoutMs;
                }
            }
            lesson.now("group %s, at %s ms: %s", i, desk.nowMs, last(lines));
            for (int member = 0; member < all.length; member++) {
                boolean isOut = endsMs[member] <= firstMs;
                lesson.expect(
                        "what " + all[member].name + " is told",
                        isOut ? "UNKNOWN_MEMBER_ID" : AGAIN,
                        all[member].heartbeat());
            }
        }
    }

    private static String last(List<String> lines) {
        return String.join("; ", lines.subList(Math.max(0, lines.size() - 9), lines.size()));
    }
}
