package strata.groups.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.kernel.ClientInfo;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class VotesTest {
    private static final List<String> PROTOCOLS = List.of("range", "roundrobin", "sticky");

    @Claim(
            value = "Of the protocols that all support, the one that most prefer is chosen",
            rules = {"R4.2-a"})
    void theOneThatMostPreferIsChosen(Lesson lesson) {
        lesson.step("one member, which has two");
        expectChosen(lesson, "range", "range sticky");
        lesson.step("two of three prefer sticky");
        expectChosen(lesson, "sticky", "range sticky", "sticky range", "sticky range");
        lesson.step("two prefer sticky, which the third one does not have");
        expectChosen(lesson, "range", "sticky range", "sticky range", "roundrobin range");
        lesson.step("each votes for the first of its own that is left: roundrobin has two votes");
        expectChosen(
                lesson,
                "roundrobin",
                "sticky range roundrobin",
                "range roundrobin",
                "sticky roundrobin range",
                "other roundrobin range",
                "roundrobin range");
        lesson.step("as many votes each: the one that was voted for first");
        expectChosen(lesson, "sticky", "sticky range", "range sticky");
        expectChosen(lesson, "range", "range sticky", "sticky range");
        expectChosen(
                lesson, "range", "range sticky", "sticky range", "sticky range", "range sticky");

        SplittableRandom random = lesson.random("members");
        lesson.step("up to 6 members, with some of 3 protocols");
        for (int i = 0; i < 300; i++) {
            List<String> all = new ArrayList<>();
            for (int member = random.nextInt(6); member >= 0; member--) {
                List<String> left = new ArrayList<>(PROTOCOLS);
                List<String> own = new ArrayList<>(List.of("only-" + member));
                for (int j = random.nextInt(4); j > 0; j--) {
                    own.add(left.remove(random.nextInt(left.size())));
                }
                // All have one that all have.
                own.add(random.nextInt(own.size() + 1), "common");
                all.add(String.join(" ", own));
            }
            expectChosen(lesson, counted(all), all.toArray(String[]::new));
        }
    }

    private static String counted(List<String> all) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (String own : all) {
            for (String protocol : own.split(" ")) {
                if (all.stream().allMatch(any -> List.of(any.split(" ")).contains(protocol))) {
                    votes.merge(protocol, 1, Integer::sum);
                    break;
                }
            }
        }
        String chosen = "none";
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            chosen = vote.getValue() > votes.getOrDefault(chosen, 0) ? vote.getKey() : chosen;
        }
        return chosen;
    }

    private static void expectChosen(Lesson lesson, String expected, String... supported) {
        TestDesk desk = new TestDesk(text -> {});
        ClassicGroup group = new ClassicGroup(TestDesk.GROUP, new Sessions(), 0);
        List<ClassicMember> members = new ArrayList<>();
        for (String each : supported) {
            TestMember client = desk.client("m", (each + " ").replace(" ", "=x ").split(" "));
            members.add(
                    new ClassicMember(
                            group,
                            "m" + members.size(),
                            client.joinRequest(),
                            ClientInfo.ANONYMOUS));
        }
        lesson.now("members that support %s", List.of(supported));
        lesson.expect("the protocol chosen", expected, Votes.choose(members));
    }
}
