package strata.groups.classic;

import java.util.List;
import java.util.Objects;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class GenerationTest {
    private static final String COMPLETING = "CompletingRebalance";

    @Claim(
            value = "Who has not joined in time is left behind, but for static members",
            rules = {"R4.2-e", "R4.2-g", "R4.2-h"})
    void whoHasNotJoinedIsLeftBehind(Lesson lesson) {
        TestDesk desk = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] all = desk.clients("ann", "bob", "cem", "eve");
        all[0].fixed();
        all[3].fixed();
        desk.settle(all);
        all[1].says("range=new").join();
        lesson.expect("what was due until 60 s are up", 0, desk.advance(59_999));
        desk.advance(1);
        lesson.step("cem is out; ann and eve are static, but ann cannot lead: she has not joined");
        lesson.expect(
                "what bob is told",
                "generation 2, range, led by bob: ann says ann, bob says new, eve says eve",
                all[1].told);

        lesson.step("two static members, and one leaves: the other has not joined either");
        TestDesk two = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] both = two.clients("ann", "bob");
        two.settle(both[0].fixed(), both[1].fixed());
        both[1].leave();
        two.stored();
        two.advance(60_000);
        lesson.expect("the state", "PreparingRebalance", two.state());
        lesson.expect("the generation", 1, two.group().generation());
        lesson.expect("what is due before 60 s more", 0, two.advance(59_999));
        lesson.expect("what is due after 60 s more", 1, two.advance(1));
        lesson.expect("what was stored", List.of(), two.stored());
        both[0].join();
        lesson.expect(
                "what ann is told", "generation 2, range, led by ann: ann says ann", both[0].told);

        lesson.step("all join within 10 s: the 60 s do not matter any more");
        TestDesk quick = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] pair = quick.clients("ann", "bob");
        quick.settle(pair);
        pair[0].join();
        quick.advance(10_000);
        pair[1].join();
        lesson.expect("what is due when 65 s are up", 0, quick.advance(55_000));
        lesson.expect("the state", COMPLETING, quick.state());
    }

    @Claim(
            value =
                    "A generation begins: all are told, the leader of all; only an empty one is"
                            + " stored",
            rules = {"R4.2-f", "R4.2-h"})
    void aGenerationBegins(Lesson lesson) {
        TestDesk desk = new TestDesk(text -> lesson.step("%s", text));
        TestMember ann = desk.client("ann", "sticky=a2", "range=a1").heardWithin(45_000);
        TestMember bob = desk.client("bob", "range=b1", "other=b2").heardWithin(10_000);
        ann.join();
        desk.stored();
        desk.gather(bob);
        lesson.expect(
                "what ann is told",
                "generation 1, range, led by ann: ann says a1, bob says b1",
                ann.told);
        lesson.expect("what bob is told", "generation 1, range, led by ann", bob.told);
        lesson.expect("the state", COMPLETING, desk.state());
        lesson.expect("what is stored", List.of(), desk.stored());
        Roster roster = desk.group().roster;
        lesson.expect(
                "who is expected to sync", List.of(ann.memberId, bob.memberId), roster.unsynced());
        lesson.expect("whether ann is new still", false, roster.get(ann.memberId).isNew);
        lesson.expect("whether bob is new still", false, roster.get(bob.memberId).isNew);
        long sessionMs = desk.nowMs + 10_000;
        lesson.expect("when bob's session ends", sessionMs, desk.protocol.nextDueMs());

        lesson.step("sessions that never end: the longest rebalance timeout, 90 s, to sync");
        TestDesk slow = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] all = slow.clients("ann", "bob", "cem");
        all[1].patientFor(90_000);
        slow.gather(all);
        lesson.expect(
                "when the time to sync is up", slow.nowMs + 90_000, slow.protocol.nextDueMs());

        lesson.step("all three leave");
        for (TestMember member : all) {
            member.leave();
        }
        lesson.expect("the state", "Empty", slow.state());
        lesson.expect("who is expected to sync", List.of(), slow.group().roster.unsynced());
        lesson.expect(
                "the record",
                new GroupValue.ClassicGroup("connect", 2, null, null, slow.wallMs(), List.of()),
                slow.log.get(slow.log.size() - 1).value());
        lesson.expect("what is due in an hour", 0, slow.advance(3_600_000));
    }

    @Claim(
            value =
                    "The leader shares out: all are stored, those who wait are told, then it is"
                            + " Stable",
            rules = {"R4.2-i", "R4-a"})
    void theLeaderSharesOut(Lesson lesson) {
        TestDesk desk = new TestDesk(text -> lesson.step("%s", text));
        TestMember[] all = desk.clients("ann", "bob", "cem", "dan");
        desk.client("zoe", "range=zoe");
        desk.gather(all);
        all[3].sync();
        all[2].sync();
        desk.stored();
        lesson.step("ann: SyncGroup, 0 1 for her, 2 for cem, 3 for dan, 4 for a stranger");
        Decision<GroupRecord, List<Answer>> decision =
                desk.decide(all[0], all[0].syncRequest("ann=0 1", "cem=2", "dan=3", "zoe=4"));
        lesson.expect("the state before the record is applied", COMPLETING, desk.state());
        lesson.expect("how many records there are", 1, decision.events().size());
        List<String> answered = desk.answered(decision);
        desk.take(decision);
        lesson.expect("the state then", "Stable", desk.state());
        String shares = "ann gets 0 1, bob gets nothing, cem gets 2, dan gets 3";
        lesson.expect(
                "what was stored",
                List.of("generation 1, range, led by ann: " + shares),
                desk.stored());
        lesson.expect("what ann is told", "gets 0 1", all[0].told);
        lesson.expect("what cem is told", "gets 2", all[2].told);
        lesson.expect("what dan is told", "gets 3", all[3].told);
        lesson.expect(
                "who is answered, in the order of members", List.of("ann", "cem", "dan"), answered);
        GroupValue.ClassicGroup value =
                (GroupValue.ClassicGroup)
                        Objects.requireNonNull(desk.log.get(desk.log.size() - 1).value());
        lesson.expect(
                "what bob says, as stored",
                "bob",
                TestDesk.text(value.members().get(1).subscription()));
    }
}
