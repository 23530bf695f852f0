package strata.groups.classic;

import java.util.List;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class JoinAndSyncTest {
    private static final String PREPARING = "PreparingRebalance";
    private static final String COMPLETING = "CompletingRebalance";
    private static final String STABLE = "Stable";
    private static final String NOTHING = "nothing yet";
    private static final String AGAIN = "REBALANCE_IN_PROGRESS";

    private static TestDesk desk(Lesson lesson) {
        return new TestDesk(text -> lesson.step("%s", text));
    }

    @Claim(
            value =
                    "Who joins again and repeats itself is told the same, else all join; but no"
                            + " stranger",
            rules = {"R4.2-j", "R4.2-k", "R4.2-l", "R4.2-m"})
    void whoJoinsAgainIsToldTheSameOrAllJoin(Lesson lesson) {
        aRepeatedWordIsToldTheSame(lesson);
        anIdThatWasGivenOutMakesAMember(lesson);
    }

    private static void aRepeatedWordIsToldTheSame(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember[] all = desk.clients("ann", "bob", "cem");
        desk.gather(all);
        lesson.step("ann, who leads, and bob have lost the answer");
        String toAnn = all[0].told;
        lesson.expect("what ann is told again", toAnn, all[0].join().told);
        lesson.expect("what bob is told", "generation 1, range, led by ann", all[1].join().told);
        lesson.expect("the state", COMPLETING, desk.state());

        lesson.step("cem waits for its assignment, and bob says something new");
        all[2].sync();
        lesson.expect("what bob is told", NOTHING, all[1].says("range=new").join().told);
        lesson.expect("what cem is told", AGAIN, all[2].told);
        lesson.expect("the state", PREPARING, desk.state());
        all[2].join();
        all[0].join();
        String sayings = "ann says ann, bob says new, cem says cem";
        lesson.expect(
                "what ann is told", "generation 2, range, led by ann: " + sayings, all[0].told);

        lesson.step("all have their assignment; bob and ann join again with the same words");
        all[0].sync("ann=0", "bob=1", "cem=2");
        all[1].sync();
        all[2].sync();
        lesson.expect("what bob is told", "generation 2, range, led by ann", all[1].join().told);
        lesson.expect("the state", STABLE, desk.state());
        lesson.expect("what ann is told, who leads", NOTHING, all[0].join().told);
        lesson.expect("the state", PREPARING, desk.state());

        lesson.step("cem says something newer, then something else; bob comes last");
        all[2].says("range=newer").join();
        all[2].says("range=newest").patientFor(70_000).join();
        all[1].join();
        sayings = "ann says ann, bob says new, cem says newest";
        lesson.expect(
                "what ann is told", "generation 3, range, led by ann: " + sayings, all[0].told);
        lesson.expect(
                "when the time to sync is up", desk.nowMs + 70_000, desk.protocol.nextDueMs());
        all[0].sync();
        all[1].sync();
        all[2].sync();
        lesson.expect("the state", STABLE, desk.state());
        lesson.expect("what cem is told", NOTHING, all[2].says("range=last").join().told);
        lesson.expect("the state", PREPARING, desk.state());
    }

    private static void anIdThatWasGivenOutMakesAMember(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember ann = desk.clients("ann")[0];
        desk.settle(ann);
        TestMember bob = desk.clients("bob")[0].takesAnId().join();
        lesson.expect("what bob is told", "MEMBER_ID_REQUIRED", bob.told);
        lesson.expect("the state", STABLE, desk.state());

        lesson.step("bob comes again with the id, and an instance id: that is an error of his");
        JoinGroup.Request right = bob.joinRequest();
        bob.join(
                new JoinGroup.Request(
                        right.groupId(),
                        right.memberId(),
                        "kitchen-1",
                        right.sessionTimeoutMs(),
                        right.rebalanceTimeoutMs(),
                        right.protocolType(),
                        right.protocols(),
                        right.support(),
                        null));
        lesson.expect("what bob is told", "UNKNOWN_SERVER_ERROR", bob.told);
        lesson.expect("the state", STABLE, desk.state());

        lesson.step("ann joins again: bob is waited for, whose id was given out");
        lesson.expect("what ann is told", NOTHING, ann.join().told);
        bob.join();
        lesson.expect("what bob is told", "generation 2, range, led by ann", bob.told);
        lesson.expect(
                "what ann is told",
                "generation 2, range, led by ann: ann says ann, bob says bob",
                ann.told);

        lesson.step("an id that nobody was given");
        TestMember zoe = desk.clients("zoe")[0];
        zoe.memberId = "zoe-1";
        lesson.expect("what zoe is told", "UNKNOWN_MEMBER_ID", zoe.join().told);
        lesson.expect("the state", COMPLETING, desk.state());
    }

    @Claim(
            value = "Who asks for its assignment waits for the leader, and then gets it each time",
            rules = {"R4.2-n", "R4.2-o"})
    void whoAsksForItsAssignmentWaitsForTheLeader(Lesson lesson) {
        TestDesk desk = desk(lesson);
        TestMember[] all = desk.clients("ann", "bob", "cem");
        desk.gather(all);
        lesson.expect("what bob is told", NOTHING, all[1].sync("bob=7").told);
        lesson.expect("the state, as bob does not lead", COMPLETING, desk.state());
        lesson.expect(
                "who is expected to sync",
                List.of(all[0].memberId, all[2].memberId),
                desk.group().roster.unsynced());
        all[0].sync("ann=0", "bob=1", "cem=2");
        lesson.expect("what bob is told", "gets 1", all[1].told);

        lesson.step("cem asks late, and all ask again; ann has other plans now");
        desk.stored();
        lesson.expect("what cem is told", "gets 2", all[2].sync().told);
        lesson.expect("what cem is told again", "gets 2", all[2].sync().told);
        lesson.expect("what bob is told again", "gets 1", all[1].sync().told);
        lesson.expect("what ann is told again", "gets 0", all[0].sync("ann=0 1 2").told);
        lesson.expect("what was stored", List.of(), desk.stored());
        lesson.expect("what is due when the time to sync is up", 0, desk.advance(70_000));

        lesson.step("zombies: another generation, a stranger's id, another protocol");
        all[1].generation = 0;
        lesson.expect("what bob is told", "ILLEGAL_GENERATION", all[1].sync().told);
        all[1].generation = 1;
        TestMember zoe = desk.clients("zoe")[0];
        zoe.memberId = "zoe-1";
        zoe.generation = 1;
        lesson.expect("what zoe is told", "UNKNOWN_MEMBER_ID", zoe.sync().told);
        SyncGroup.Request other =
                new SyncGroup.Request(
                        TestDesk.GROUP, 1, all[1].memberId, null, "connect", "sticky", List.of());
        desk.ask(all[1], other, "SyncGroup, by sticky");
        lesson.expect("what bob is told", "INCONSISTENT_GROUP_PROTOCOL", all[1].told);

        lesson.step("while members join");
        all[0].join();
        lesson.expect("what bob is told", AGAIN, all[1].sync().told);
        all[1].generation = 0;
        lesson.expect("what bob is told of generation 0", "ILLEGAL_GENERATION", all[1].sync().told);
        lesson.expect("who waits still", List.of("ann"), desk.waiting());
    }
}
