package strata.groups.classic;

import java.util.List;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class RebalanceBeginTest {
    private static final String PREPARING = "PreparingRebalance";
    private static final String AGAIN = "REBALANCE_IN_PROGRESS";
    private static final String NOTHING = "nothing yet";

    @Claim(
            value = "When a rebalance begins nobody syncs any more, and all have time to join",
            rules = {"R4.2-b", "R4.2-c", "R4.2-d"})
    void nobodySyncsAndAllHaveTimeToJoin(Lesson lesson) {
        TestDesk desk = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] all = desk.clients("ann", "bob", "cem", "dan");
        all[1].patientFor(90_000);
        desk.gather(all[0], all[1], all[2]);
        all[1].sync();
        all[2].sync();
        desk.advance(20_000);
        all[3].join();
        lesson.expect("the state", PREPARING, desk.state());
        lesson.expect(
                "its stamp", desk.wallMs(), desk.group().stored(List.of()).stateTimestampMs());
        lesson.expect("what bob is told", AGAIN, all[1].told);
        lesson.expect("what cem is told", AGAIN, all[2].told);
        lesson.expect("who is expected to sync", List.of(), desk.group().roster.unsynced());
        all[0].join();
        all[1].join();
        lesson.expect("what was due, until the old time to sync was up", 0, desk.advance(75_000));
        lesson.expect("what was due until 90 s are up", 0, desk.advance(14_999));
        lesson.expect("what ann is told while cem is waited for", NOTHING, all[0].told);
        desk.advance(1);
        lesson.expect(
                "what ann is told when 90 s are up",
                "generation 2, range, led by ann: ann says ann, bob says bob, dan says dan",
                all[0].told);

        lesson.step("a group of one, which joins again: all of it has joined");
        TestDesk small = new TestDesk(text -> lesson.step("%s", text));
        TestMember eve = small.clients("eve")[0];
        small.settle(eve);
        eve.join();
        lesson.expect(
                "what eve is told", "generation 2, range, led by eve: eve says eve", eve.told);
    }

    @Claim(
            value = "An empty group waits for more, and again while some come and time is left",
            rules = {"R4.2-c", "R4.2-d", "R4.2-m"})
    void anEmptyGroupWaitsForMore(Lesson lesson) {
        lesson.step("nobody comes: 3 s, group.initial.rebalance.delay.ms");
        TestDesk alone = new TestDesk(text -> lesson.step("%s", text));
        TestMember ann = alone.clients("ann")[0].join();
        lesson.expect("the state", PREPARING, alone.state());
        expectBeginsAfter(lesson, alone, ann, 3_000);

        lesson.step("bob comes after 2 s: 3 s more, from the end of the first 3 s on");
        TestDesk two = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] both = two.clients("ann", "bob");
        both[0].join();
        two.advance(2_000);
        both[1].join();
        expectBeginsAfter(lesson, two, both[0], 4_000);
        lesson.expect("what bob is told", "generation 1, range, led by ann", both[1].told);

        lesson.step("ann asks again after 1 s, as if her connection had broken: nobody new");
        TestDesk again = new TestDesk(text -> lesson.step("%s", text));
        TestMember eager = again.clients("ann")[0].takesAnId().join().join();
        again.advance(1_000);
        eager.join();
        lesson.expect("who waits", List.of("ann"), again.waiting());
        expectBeginsAfter(lesson, again, eager, 2_000);

        lesson.step("one comes every 900 ms: no longer than the rebalance timeout, 7 s");
        expectCrowded(lesson, 7_000, 7_000);
        lesson.step("the same with 5 s and 12 s");
        expectCrowded(lesson, 5_000, 5_000);
        expectCrowded(lesson, 12_000, 12_000);
        lesson.step("the same with 2 s: after the first delay nothing is left");
        expectCrowded(lesson, 2_000, 3_000);
    }

    private static void expectCrowded(Lesson lesson, int rebalanceTimeoutMs, int lastsMs) {
        TestDesk desk = new TestDesk(text -> {});
        TestMember first = desk.clients("ann")[0].patientFor(rebalanceTimeoutMs).join();
        int waitedMs = 0;
        while (first.told.equals(NOTHING) && waitedMs < 60_000) {
            desk.advance(100);
            waitedMs += 100;
            if (waitedMs % 900 == 0) {
                desk.clients("guest" + waitedMs)[0].patientFor(rebalanceTimeoutMs).join();
            }
        }
        lesson.expect("after how many ms the generation begins", lastsMs, waitedMs);
    }

    private static void expectBeginsAfter(Lesson lesson, TestDesk desk, TestMember first, int ms) {
        desk.advance(ms - 1);
        lesson.expect("what ann is told 1 ms before", NOTHING, first.told);
        desk.advance(1);
        lesson.expect("the generation that ann is told", 1, first.generation);
        lesson.expect("the state", "CompletingRebalance", desk.state());
    }
}
