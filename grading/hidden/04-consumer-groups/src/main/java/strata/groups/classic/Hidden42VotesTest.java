package strata.groups.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.kernel.ClientInfo;
import strata.kernel.request.JoinGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class Hidden42VotesTest {
    private static final List<String> NAMES = List.of("range", "sticky", "a", "Z", "roundrobin");

    @Claim(
            value = "Whatever members prefer, the one with the most votes of those all support",
            rules = {"R4.2-a"})
    void theMostVotesWin(Lesson lesson) {
        SplittableRandom random = lesson.random("votes");
        for (int i = 0; i < 500; i++) {
            List<List<String>> said = new ArrayList<>();
            String common = NAMES.get(random.nextInt(NAMES.size()));
            for (int left = random.nextInt(1, 9); left > 0; left--) {
                List<String> own = new ArrayList<>();
                for (String name : NAMES) {
                    if (name.equals(common) || random.nextInt(4) > 0) {
                        own.add(random.nextInt(own.size() + 1), name);
                    }
                }
                said.add(own);
            }
            lesson.step("vote %s of 500: members support %s", i + 1, said);
            lesson.expect("the protocol chosen", chosen(said), Votes.choose(members(said)));
        }
    }

    static String chosen(List<List<String>> said) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (List<String> own : said) {
            for (String name : own) {
                if (said.stream().allMatch(others -> others.contains(name))) {
                    votes.merge(name, 1, Integer::sum);
                    break;
                }
            }
        }
        String best = "";
        for (String name : votes.keySet()) {
            best = votes.getOrDefault(best, 0) < votes.get(name) ? name : best;
        }
        return best;
    }

    private static List<ClassicMember> members(List<List<String>> said) {
        ClassicGroup group = new ClassicGroup("g", new Sessions(), 0L);
        List<ClassicMember> members = new ArrayList<>();
        for (List<String> own : said) {
            List<JoinGroup.Protocol> protocols = new ArrayList<>();
            own.forEach(
                    name ->
                            protocols.add(
                                    new JoinGroup.Protocol(name, HiddenTestPeer.bytes(name))));
            members.add(
                    new ClassicMember(
                            group,
                            "m" + members.size(),
                            new JoinGroup.Request(
                                    "g",
                                    "",
                                    null,
                                    10_000,
                                    10_000,
                                    "x",
                                    protocols,
                                    new JoinGroup.Support(true, true),
                                    null),
                            ClientInfo.ANONYMOUS));
        }
        return members;
    }
}
