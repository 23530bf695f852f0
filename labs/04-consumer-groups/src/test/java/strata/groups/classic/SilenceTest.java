package strata.groups.classic;

import java.util.List;
import strata.groups.group.Draft;
import strata.kernel.groups.GroupSettings;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.3", concept = "heartbeats and sessions", code = "GRP-403")
final class SilenceTest {
    private static final String AGAIN = "REBALANCE_IN_PROGRESS";
    private static final String UNKNOWN = "UNKNOWN_MEMBER_ID";
    private static final String NOTHING = "nothing yet";
    private static final String PREPARING = "PreparingRebalance";
    private static final String STABLE = "Stable";

    private static TestDesk desk(Lesson lesson) {
        return new TestDesk(text -> lesson.step("%s", text));
    }

    @Claim(
            value = "Who waits for an answer need not be heard of, unless it is new",
            rules = {"R4.3-b", "R4.3-d"})
    void whoWaitsNeedNotBeHeardOf(Lesson lesson) {
        TestDesk joining = desk(lesson);
        TestMember[] all = joining.clients("ann", "bob");
        joining.settle(all[0].heardWithin(10_000), all[1].patientFor(3_600_000));
        all[0].join();
        lesson.step("ann's session is 10 s, and bob lets her wait for almost an hour");
        joining.advance(3_590_000);
        lesson.expect("what ann is told", NOTHING, all[0].told);
        all[1].join();
        lesson.expect(
                "what ann is told",
                "generation 2, range, led by ann: ann says ann, bob says bob",
                all[0].told);

        lesson.step("bob waits for his assignment for 50 s, with a session of 10 s");
        TestDesk syncing = desk(lesson);
        TestMember[] pair = syncing.clients("ann", "bob");
        syncing.gather(pair[0], pair[1].heardWithin(10_000));
        pair[1].sync();
        syncing.advance(50_000);
        lesson.expect("what bob is told", NOTHING, pair[1].told);
        pair[0].sync("bob=7");
        lesson.expect("what bob is told", "gets 7", pair[1].told);
        syncing.advance(9_999);
        lesson.expect("the state", STABLE, syncing.state());
        syncing.advance(1);
        lesson.expect("the state, as bob is silent now", PREPARING, syncing.state());

        lesson.step("cem is new, and waits: for five minutes, no longer");
        TestDesk late = desk(lesson);
        TestMember[] three = late.clients("ann", "bob", "cem");
        late.settle(three[0].patientFor(3_600_000), three[1]);
        three[2].join();
        late.advance(299_999);
        lesson.expect("what cem is told", NOTHING, three[2].told);
        late.advance(1);
        lesson.expect("what cem is told", UNKNOWN, three[2].told);
    }

    @Claim(
            value =
                    "An id that was given out holds up a rebalance for one session, and starts"
                            + " none",
            rules = {"R4.3-c", "R4.3-d"})
    void anIdThatWasGivenOutHoldsUpForOneSession(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember[] all = desk.clients("ann", "bob", "cem");
        desk.settle(all[0], all[1]);
        all[2].takesAnId().heardWithin(10_000).join();
        all[0].join();
        all[1].join();
        lesson.step("ann and bob have joined; cem was given an id, and is silent");
        desk.advance(9_999);
        lesson.expect("what ann is told", NOTHING, all[0].told);
        desk.advance(1);
        lesson.expect("what bob is told", "generation 2, range, led by ann", all[1].told);

        lesson.step("in a stable group such an id goes in silence");
        all[0].sync();
        all[1].sync();
        TestMember dan = desk.clients("dan")[0].takesAnId().heardWithin(10_000).join();
        desk.advance(10_000);
        lesson.expect("the state", STABLE, desk.state());
        lesson.expect("what dan is told when he comes at last", UNKNOWN, dan.join().told);

        lesson.step("an id is waited for, and so is bob, who has not joined");
        all[2].memberId = "";
        all[2].join();
        all[0].join();
        desk.advance(10_000);
        lesson.expect("what ann is told", NOTHING, all[0].told);
        all[1].join();
        lesson.expect("what bob is told", "generation 3, range, led by ann", all[1].told);

        lesson.step("the end of a session of which nobody knows");
        lesson.expect("what is due", 0, desk.advance(0));
        Sessions sessions = new Sessions();
        Rebalances rebalances = new Rebalances(GroupSettings.Classic.DEFAULT, sessions, text -> {});
        Draft draft = new Draft();
        Turn turn = new Turn(desk.nowMs, desk.wallMs(), draft);
        new Departures(sessions, rebalances).sessionEnded(desk.group(), "zoe-1", turn);
        lesson.expect("what follows", null, draft.decisionIfAny());
        lesson.expect("the state", "CompletingRebalance", desk.state());
    }

    @Claim(
            value = "Who is silent is out, and those who waited for it alone go on",
            rules = {"R4.3-e"})
    void whoIsSilentIsOut(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember[] all = desk.clients("ann", "bob", "cem");
        desk.settle(all[0], all[1], all[2].heardWithin(10_000));
        desk.advance(10_000);
        lesson.step("cem is out, and the others rebalance: they have time to join");
        lesson.expect("the state", PREPARING, desk.state());
        lesson.expect("what cem is told", UNKNOWN, all[2].heartbeat());
        all[0].join();
        lesson.expect("what ann is told", NOTHING, all[0].told);
        all[1].join();
        lesson.expect(
                "what ann is told",
                "generation 2, range, led by ann: ann says ann, bob says bob",
                all[0].told);

        lesson.step("while members wait for what ann shares out, bob is silent");
        TestDesk syncing = desk(lesson);
        TestMember[] three = syncing.clients("ann", "bob", "cem");
        syncing.gather(three[0], three[1].heardWithin(10_000), three[2]);
        three[2].sync();
        syncing.advance(10_000);
        lesson.expect("the state", PREPARING, syncing.state());
        lesson.expect("what cem is told", AGAIN, three[2].told);

        whoIsSilentWhileMembersJoin(lesson);

        lesson.step("the only member is silent");
        TestDesk lonely = desk(lesson);
        TestMember eve = lonely.clients("eve")[0].heardWithin(10_000);
        lonely.settle(eve);
        lonely.stored();
        lonely.advance(10_000);
        lesson.expect("what was stored", List.of("generation 2, nobody"), lonely.stored());
        lesson.expect("the state", "Empty", lonely.state());
    }

    private static void whoIsSilentWhileMembersJoin(Lesson lesson) {
        lesson.step("ann and cem have joined; all wait for bob, whose session ends");
        TestDesk joining = desk(lesson);
        TestMember[] waiting = joining.clients("ann", "bob", "cem");
        joining.settle(waiting[0], waiting[1].heardWithin(10_000), waiting[2]);
        waiting[0].join();
        waiting[2].join();
        joining.advance(9_999);
        lesson.expect("what ann is told", NOTHING, waiting[0].told);
        joining.advance(1);
        lesson.expect(
                "what ann is told",
                "generation 2, range, led by ann: ann says ann, cem says cem",
                waiting[0].told);

        lesson.step("bob's session ends, and cem is waited for: until the 60 s are up");
        TestDesk rest = desk(lesson);
        TestMember[] few = rest.clients("ann", "bob", "cem");
        rest.settle(few[0], few[1].heardWithin(10_000), few[2]);
        few[0].join();
        rest.advance(59_999);
        lesson.expect("what ann is told", NOTHING, few[0].told);
        rest.advance(1);
        lesson.expect(
                "what ann is told", "generation 2, range, led by ann: ann says ann", few[0].told);
    }

    @Claim(
            value = "Who does not ask for its assignment in time is out, and the others rebalance",
            rules = {"R4.3-f"})
    void whoDoesNotAskInTimeIsOut(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember[] all = desk.clients("ann", "bob", "cem");
        desk.gather(all[0], all[1], all[2].heardWithin(90_000));
        all[0].sync("ann=0", "bob=1", "cem=2");
        all[1].sync();
        lesson.step("cem does not ask within 60 s, the longest rebalance timeout");
        desk.advance(59_999);
        lesson.expect("the state", STABLE, desk.state());
        desk.advance(1);
        lesson.expect("the state", PREPARING, desk.state());
        lesson.expect("what cem is told", UNKNOWN, all[2].heartbeat());
        lesson.expect("what bob is told", AGAIN, all[1].heartbeat());
        all[0].join();
        all[1].join();
        lesson.expect(
                "what ann is told",
                "generation 2, range, led by ann: ann says ann, bob says bob",
                all[0].told);
        all[0].sync();
        all[1].sync();
        lesson.expect("what is due when cem's session were over", 0, desk.advance(40_000));

        lesson.step("a leader that never shares out: bob waits, and is told to join again");
        TestDesk mute = desk(lesson);
        TestMember[] pair = mute.clients("ann", "bob");
        mute.gather(pair);
        pair[1].sync();
        mute.advance(60_000);
        lesson.expect("what bob is told", AGAIN, pair[1].told);
        lesson.expect("what ann is told", UNKNOWN, pair[0].heartbeat());
        lesson.expect(
                "what bob is told",
                "generation 2, range, led by bob: bob says bob",
                pair[1].join().told);

        lesson.step("all have asked by then: nothing follows");
        TestDesk good = desk(lesson);
        TestMember[] both = good.clients("ann", "bob");
        good.settle(both);
        Sessions sessions = new Sessions();
        Rebalances rebalances = new Rebalances(GroupSettings.Classic.DEFAULT, sessions, text -> {});
        Draft draft = new Draft();
        rebalances.syncTimeIsUp(good.group(), new Turn(good.nowMs, good.wallMs(), draft));
        lesson.expect("what follows", null, draft.decisionIfAny());
        lesson.expect("the state", STABLE, good.state());
    }
}
