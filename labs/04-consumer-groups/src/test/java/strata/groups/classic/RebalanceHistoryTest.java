package strata.groups.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Histories drawn by chance; beside each it is kept what every generation was told and given. */
@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class RebalanceHistoryTest {
    private static final int HISTORIES = 100;
    private static final int EVENTS = 40;
    private static final String[] NAMES = {"ann", "bob", "cem", "dan"};

    /** One history. */
    private static final class History {
        final List<String> lines = new ArrayList<>();
        final TestDesk desk = new TestDesk(lines::add);
        final TestMember[] clients = desk.clients(NAMES);

        /** By generation, protocol and leader. */
        final Map<Integer, String> heads = new LinkedHashMap<>();

        /** By generation, what its leader was told that all say. */
        final Map<Integer, String> sayings = new LinkedHashMap<>();

        /** By generation and member, what its leader gave. */
        final Map<String, String> given = new LinkedHashMap<>();

        int generation;

        String last() {
            return String.join("; ", lines.subList(Math.max(0, lines.size() - 9), lines.size()));
        }
    }

    @Claim(
            value =
                    "Whatever happens, all of a generation are told the same, and nobody is"
                            + " forgotten",
            rules = {"R4-b", "R4.2-b", "R4.2-d", "R4.2-h", "R4.2-i", "R4.2-m", "R4.2-o"})
    void allOfAGenerationAreToldTheSame(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        lesson.step("four clients join, ask for assignments, leave, and wait, as it comes");
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History();
            for (int event = 0; event < EVENTS; event++) {
                happens(history, random);
                check(lesson, i, history);
            }
            comesToRest(lesson, i, history, random);
        }
    }

    private static void happens(History history, SplittableRandom random) {
        TestMember client = history.clients[random.nextInt(NAMES.length)];
        int kind = random.nextInt(12);
        if (client.memberId.isEmpty() && history.desk.waiting().contains(client.name)) {
            kind = 11; // Until it is told its id it cannot say who it is.
        }
        if (kind < 4 || (kind < 11 && client.memberId.isEmpty())) {
            client.takesAnId = random.nextBoolean();
            boolean news = random.nextInt(3) == 0;
            client.says(news ? "range=" + history.lines.size() : "range=" + client.name).join();
        } else if (kind < 9) {
            sync(history, client, random);
        } else if (kind < 10) {
            client.leave();
            client.memberId = "";
        } else if (history.desk.state().equals("PreparingRebalance")) {
            // Not in other states: when the time to sync is up is another step's affair.
            history.desk.advance(random.nextInt(59_000));
        }
    }

    private static void sync(History history, TestMember client, SplittableRandom random) {
        List<String> shares = new ArrayList<>();
        for (TestMember each : history.clients) {
            if (!each.memberId.isEmpty() && random.nextInt(4) > 0) {
                shares.add(each.name + "=" + history.lines.size() + each.name);
            }
        }
        boolean shared = history.desk.state().equals("CompletingRebalance");
        client.sync(shares.toArray(String[]::new));
        if (shared && history.desk.state().equals("Stable")) {
            for (String share : shares) {
                String[] parts = share.split("=");
                TestMember given = history.desk.find(parts[0]);
                history.given.put(client.generation + given.memberId, parts[1]);
            }
        }
    }

    private static void check(Lesson lesson, int number, History history) {
        lesson.now("history %s: %s", number, history.last());
        TestDesk desk = history.desk;
        lesson.expect("who was answered twice", List.of(), desk.answeredTwice);
        int generation = desk.groups.all().isEmpty() ? 0 : desk.group().generation();
        int rise = generation - history.generation;
        lesson.expectThat(
                rise == 0 || rise == 1, "by how much the generation rises", "0 or 1", "" + rise);
        history.generation = generation;
        String state = desk.state();
        if (state.equals("Stable") || state.equals("Empty")) {
            lesson.expect("who waits in a group that is " + state, List.of(), desk.waiting());
        }
        for (TestMember client : history.clients) {
            if (client.told.startsWith("generation ")) {
                toldOfAGeneration(lesson, history, client);
            } else if (client.told.startsWith("gets ")) {
                String right =
                        history.given.getOrDefault(client.generation + client.memberId, "nothing");
                lesson.expect("what " + client.name + " gets", "gets " + right, client.told);
            }
        }
    }

    private static void toldOfAGeneration(Lesson lesson, History history, TestMember client) {
        String[] parts = client.told.split(": ", 2);
        String head = history.heads.computeIfAbsent(client.generation, any -> parts[0]);
        lesson.expect("what " + client.name + " is told", head, parts[0]);
        boolean leads = head.endsWith("led by " + client.name);
        lesson.expect("whether " + client.name + " is told what all say", leads, parts.length == 2);
        if (leads) {
            String known = history.sayings.computeIfAbsent(client.generation, any -> parts[1]);
            lesson.expect("what " + client.name + " is told that all say", known, parts[1]);
        }
    }

    /** Everybody joins and asks for an assignment as often as it is told to. */
    private static void comesToRest(
            Lesson lesson, int number, History history, SplittableRandom random) {
        TestDesk desk = history.desk;
        for (int round = 0; round < 6; round++) {
            for (TestMember client : history.clients) {
                boolean waits = desk.waiting().contains(client.name);
                if (client.told.equals("UNKNOWN_MEMBER_ID")) {
                    client.memberId = "";
                }
                boolean joins = desk.state().equals("PreparingRebalance");
                if (!waits && (joins || !client.told.startsWith("ge"))) {
                    client.join();
                    check(lesson, number, history);
                } else if (!waits && client.told.startsWith("generation")) {
                    sync(history, client, random);
                    check(lesson, number, history);
                }
            }
            if (desk.state().equals("PreparingRebalance")) {
                desk.advance(59_000);
                check(lesson, number, history);
            }
        }
        lesson.now("history %s, when all do as they are told: %s", number, history.last());
        lesson.expect("the state in the end", "Stable", desk.state());
        lesson.expect("who waits in the end", List.of(), desk.waiting());
    }
}
