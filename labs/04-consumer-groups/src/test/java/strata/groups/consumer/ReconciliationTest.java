package strata.groups.consumer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** One member, told as {@link TestParts} does: {@code orders 1@3} was given at epoch 3. */
@Step(value = "4.7", concept = "towards the target", code = "GRP-407")
final class ReconciliationTest {
    @Claim(
            value =
                    "A member waits while it is where it is to be, or has not let go; else it goes"
                            + " on",
            rules = {"R4.7-d"})
    void aMemberWaitsOrGoesOn(Lesson lesson) {
        lesson.step("STABLE, and the target is of its own epoch, or of a later one");
        Heard stable = heard("STABLE at 5: orders 0@5; lets go -").owns("orders 0");
        stable.target(5, "orders 0 1").expect(lesson, "STABLE at 5: orders 0@5; lets go -");
        stable.target(6, "orders 0 1").expect(lesson, "STABLE at 6: orders 0@5 1@6; lets go -");

        lesson.step("UNREVOKED_PARTITIONS: it has to let orders 1 go");
        String letsGo = "UNREVOKED_PARTITIONS at 5: orders 0@5; lets go orders 1@3";
        Heard owes = heard(letsGo).target(6, "orders 0 2");
        owes.owns("orders 0 1").expect(lesson, letsGo);
        owes.owns("orders 1").expect(lesson, letsGo);
        owes.owns(null).expect(lesson, letsGo);
        owes.target(7, "orders 1").owns("orders 0 1").expect(lesson, letsGo);
        owes.owns("orders 0").expect(lesson, "STABLE at 6: orders 0@5 2@6; lets go -");
        owes.owns("-").expect(lesson, "STABLE at 6: orders 0@5 2@6; lets go -");

        lesson.step("UNRELEASED_PARTITIONS never waits, nor does a state of a later version");
        Heard takes = heard("UNRELEASED_PARTITIONS at 6: orders 0@5; lets go -").owns(null);
        takes.target(6, "orders 0 2").expect(lesson, "STABLE at 6: orders 0@5 2@6; lets go -");
        takes.target(6, "orders 0 2")
                .others("orders 2")
                .expect(lesson, "UNRELEASED_PARTITIONS at 6: orders 0@5; lets go -");
        heard("UNKNOWN at 6: orders 0@5; lets go -")
                .target(6, "orders 0 2")
                .owns("orders 0")
                .expect(lesson, "STABLE at 6: orders 0@5 2@6; lets go -");
    }

    @Claim(
            value = "A member lets go of all that it is not to have, before it is given anything",
            rules = {"R4.7-e"})
    void itLetsGoFirst(Lesson lesson) {
        lesson.step("it has orders 0 and 1, and is to have 0 and 2; 2 is free");
        Heard member = heard("STABLE at 5: orders 0@3 1@4; lets go -").target(6, "orders 0 2");
        String letsGo = "UNREVOKED_PARTITIONS at 5: orders 0@3; lets go orders 1@4";
        member.owns("orders 0 1").expect(lesson, letsGo);
        member.owns("orders 1").expect(lesson, letsGo);
        member.owns(null).expect(lesson, letsGo);
        lesson.step("it has let 1 go already, as it says");
        member.owns("orders 0").expect(lesson, "STABLE at 6: orders 0@3 2@6; lets go -");
        lesson.step("it is to have nothing of a topic that it does not want, target or not");
        heard("STABLE at 5: bills 0@4, orders 0@3; lets go -")
                .wants("orders")
                .target(6, "bills 0 1, orders 0 1")
                .owns("bills 0, orders 0")
                .expect(lesson, "UNREVOKED_PARTITIONS at 5: orders 0@3; lets go bills 0@4");
        lesson.step("it has let 1 go, and is to let 0 go by now; it does so, too");
        Heard again =
                heard("UNREVOKED_PARTITIONS at 5: orders 0@3; lets go orders 1@4")
                        .target(7, "orders 2");
        again.owns("orders 0").expect(lesson, "UNREVOKED_PARTITIONS at 5: -; lets go orders 0@3");
        again.owns("-").expect(lesson, "STABLE at 7: orders 2@7; lets go -");
    }

    @Claim(
            value = "At the target's epoch it is given what nobody else holds; what it kept stays",
            rules = {"R4.7-f"})
    void itIsGivenWhatIsFree(Lesson lesson) {
        lesson.step("it has orders 0 of epoch 3, and is to have 0 to 2; another one holds 2");
        Heard member =
                heard("STABLE at 5: orders 0@3; lets go -").target(6, "orders 0 1 2").owns(null);
        member.others("orders 2 3")
                .expect(lesson, "UNRELEASED_PARTITIONS at 6: orders 0@3 1@6; lets go -");
        lesson.step("nobody holds it any more");
        heard("UNRELEASED_PARTITIONS at 6: orders 0@3 1@6; lets go -")
                .target(6, "orders 0 1 2")
                .owns("orders 0 1")
                .expect(lesson, "STABLE at 6: orders 0@3 1@6 2@6; lets go -");
        lesson.step("meanwhile there is a target of epoch 8");
        heard("UNRELEASED_PARTITIONS at 6: orders 0@3 1@6; lets go -")
                .target(8, "orders 0 1 4")
                .owns("orders 0 1")
                .expect(lesson, "STABLE at 8: orders 0@3 1@6 4@8; lets go -");
        lesson.step("of what it is to have, it does not want bills: nothing is missing then");
        member.wants("orders")
                .target(6, "bills 0, orders 0")
                .others("bills 0")
                .expect(lesson, "STABLE at 6: orders 0@3; lets go -");
        lesson.step("all that it is to have is another one's; or it is to have nothing");
        Heard fresh = heard("STABLE at 0: -; lets go -").owns("-");
        fresh.target(6, "orders 1 2")
                .others("orders 1 2")
                .expect(lesson, "UNRELEASED_PARTITIONS at 6: -; lets go -");
        fresh.target(6, "-").expect(lesson, "STABLE at 6: -; lets go -");
    }

    @Claim(
            value = "Who waits and changes its mind lets go what it does not want any more",
            rules = {"R4.7-d", "R4.7-g"})
    void whoChangesItsMindLetsGo(Lesson lesson) {
        lesson.step("it is at the target's epoch, 6, and does not want orders any more");
        Heard member =
                heard("STABLE at 6: bills 0@4, orders 0@5; lets go -")
                        .target(6, "bills 0, orders 0")
                        .changes("bills");
        String letsGo = "UNREVOKED_PARTITIONS at 6: bills 0@4; lets go orders 0@5";
        member.owns("bills 0, orders 0").expect(lesson, letsGo);
        member.owns(null).expect(lesson, letsGo);
        member.owns("bills 0").expect(lesson, "STABLE at 6: bills 0@4; lets go -");
        lesson.step("it wants other topics besides: nothing to let go");
        String itself = "STABLE at 6: bills 0@4, orders 0@5; lets go -";
        member.changes("bills", "orders").owns(null).expect(lesson, itself);
        lesson.step("it has not changed its mind: what it is assigned is for the target to say");
        member.wants("bills").owns("bills 0, orders 0").expect(lesson, itself);

        lesson.step("it has to let bills 1 go already");
        Heard owes =
                heard("UNREVOKED_PARTITIONS at 6: bills 0@4, orders 0@5; lets go bills 1@4")
                        .target(7, "bills 0")
                        .changes("bills");
        String both = "UNREVOKED_PARTITIONS at 6: bills 0@4; lets go bills 1@4, orders 0@5";
        owes.owns("bills 0 1, orders 0").expect(lesson, both);
        owes.owns("bills 0 1").expect(lesson, both);
        owes.changes("bills", "orders")
                .owns("bills 0 1, orders 0")
                .expect(
                        lesson,
                        "UNREVOKED_PARTITIONS at 6: bills 0@4, orders 0@5; lets go bills 1@4");
    }

    private static Heard heard(String member) {
        return new Heard(member, 0, "-", List.of("bills", "orders"), false, "-", "-");
    }

    /** What is known when a member's heartbeat comes. */
    private record Heard(
            String member,
            int epoch,
            String target,
            List<String> topics,
            boolean changed,
            @Nullable String owned,
            String held) {

        /** What it is to have, and at what epoch that was decided. */
        Heard target(int newEpoch, String newTarget) {
            return new Heard(member, newEpoch, newTarget, topics, changed, owned, held);
        }

        /** What it says it has; null when it does not say. */
        Heard owns(@Nullable String newOwned) {
            return new Heard(member, epoch, target, topics, changed, newOwned, held);
        }

        Heard wants(String... newTopics) {
            return new Heard(member, epoch, target, Arrays.asList(newTopics), false, owned, held);
        }

        /** It has just subscribed to these instead of others. */
        Heard changes(String... newTopics) {
            return new Heard(member, epoch, target, Arrays.asList(newTopics), true, owned, held);
        }

        /** What others hold. */
        Heard others(String newHeld) {
            return new Heard(member, epoch, target, topics, changed, owned, newHeld);
        }

        void expect(Lesson lesson, String right) {
            lesson.now(
                    "%s; target of %s: %s; wants %s%s; says it has %s; others hold %s",
                    member, epoch, target, topics, changed ? " (changed)" : "", owned, held);
            Set<TopicId> subscribed = new LinkedHashSet<>();
            topics.forEach(topic -> subscribed.add(TestParts.id(topic)));
            Partitions others = TestParts.of(held);
            ConsumerMember next =
                    new Reconciliation(
                                    TestParts.member("ann", member),
                                    new Reconciliation.Goal(epoch, TestParts.of(target)),
                                    subscribed,
                                    changed,
                                    owned == null ? null : TestParts.of(owned),
                                    others::contains)
                            .next();
            lesson.expect("the member then", right, TestParts.text(next));
            List<String> twice = new ArrayList<>();
            next.assigned()
                    .filter(others::contains)
                    .forEach((topic, partition) -> twice.add("" + partition));
            lesson.expect("what it is given that others hold", List.of(), twice);
        }
    }
}
