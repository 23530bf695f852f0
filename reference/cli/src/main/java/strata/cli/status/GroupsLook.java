package strata.cli.status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.cli.ask.Answers.Committed;
import strata.cli.ask.Answers.Group;
import strata.cli.ask.Answers.Groups;
import strata.cli.ask.Answers.Membership;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Place;
import strata.cli.ask.GroupQuestions;
import strata.cli.ask.KafkaClient;
import strata.cli.status.GroupReport.Lag;
import strata.kernel.Nullable;

/**
 * Looks at the groups of a cluster: each broker tells of those that it coordinates, and each leader
 * where its partitions end.
 */
final class GroupsLook {
    private static final String OFFSETS_TOPIC = "__consumer_offsets";
    private static final String CONSUMER = "consumer";
    private static final int LOADING = 14;
    // So that an answer comes soon, and is never too long.
    private static final int GROUPS_AT_ONCE = 100;

    /** A group as its coordinator tells of it. */
    private record Told(
            int coordinator,
            Group group,
            @Nullable Membership membership,
            List<Committed> committed) {}

    // By id: while a coordinator moves, two may tell of a group.
    private final Map<String, Told> told = new TreeMap<>();
    private final Map<Place, Long> ends = new LinkedHashMap<>();
    private final List<String> untold = new ArrayList<>();
    private boolean served;

    /** A connection to a broker. */
    interface Door {
        KafkaClient open(int node) throws IOException;
    }

    /** Asks a broker about its groups. */
    void visit(int node, KafkaClient client) {
        GroupQuestions questions = new GroupQuestions(client);
        if (!questions.areServed()) {
            return;
        }
        served = true;
        try {
            Groups listed = questions.list();
            if (listed.error() != 0) {
                boolean loading = listed.error() == LOADING;
                isSilent(node, loading ? "it is still loading them" : "error " + listed.error());
            }
            List<Group> groups = listed.groups();
            for (int from = 0; from < groups.size(); from += GROUPS_AT_ONCE) {
                int to = Math.min(from + GROUPS_AT_ONCE, groups.size());
                describe(node, groups.subList(from, to), questions);
            }
        } catch (IOException e) {
            isSilent(node, ClusterLook.reason(e));
        }
    }

    private void isSilent(int node, String why) {
        untold.add("node " + node + " does not tell of its groups: " + why);
    }

    private void describe(int node, List<Group> groups, GroupQuestions questions)
            throws IOException {
        List<String> modern = new ArrayList<>();
        List<String> classic = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Group group : groups) {
            (protocol(group).equals(CONSUMER) ? modern : classic).add(group.id());
            all.add(group.id());
        }
        Map<String, Membership> memberships = new LinkedHashMap<>();
        if (!modern.isEmpty()) {
            memberships.putAll(questions.modern(modern));
        }
        if (!classic.isEmpty()) {
            memberships.putAll(questions.classic(classic));
        }
        Map<String, List<Committed>> committed = questions.committed(all);
        for (Group group : groups) {
            List<Committed> offsets = committed.getOrDefault(group.id(), List.of());
            told.put(group.id(), new Told(node, group, memberships.get(group.id()), offsets));
        }
    }

    private static String protocol(Group group) {
        return group.protocol().toLowerCase(Locale.ROOT);
    }

    /**
     * What there is; null where no broker coordinates groups.
     *
     * @param partitions all of them
     */
    @Nullable
    GroupReport.All report(List<Partition> partitions, Door door) {
        if (!served) {
            return null;
        }
        long unled =
                partitions.stream()
                        .filter(each -> each.topic().equals(OFFSETS_TOPIC) && each.isOffline())
                        .count();
        if (unled > 0) {
            untold.add(
                    "nobody coordinates the groups of "
                            + unled
                            + " partitions of "
                            + OFFSETS_TOPIC
                            + ", which nobody leads");
        }
        askLeaders(partitions, door);
        List<GroupReport> groups = new ArrayList<>();
        told.values().forEach(each -> groups.add(report(each)));
        groups.sort(Comparator.comparing((GroupReport each) -> -each.lag().offsets()));
        return new GroupReport.All(groups, List.copyOf(untold));
    }

    private void askLeaders(List<Partition> partitions, Door door) {
        Map<Place, Integer> leaders = new LinkedHashMap<>();
        partitions.forEach(
                each -> leaders.put(new Place(each.topic(), each.number()), each.leader()));
        Map<Integer, Map<String, List<Integer>>> byLeader = new TreeMap<>();
        told.values().stream()
                .flatMap(each -> each.committed().stream())
                .map(Committed::place)
                .distinct()
                .forEach(
                        place -> {
                            int leader = leaders.getOrDefault(place, -1);
                            if (leader >= 0) {
                                byLeader.computeIfAbsent(leader, any -> new TreeMap<>())
                                        .computeIfAbsent(place.topic(), any -> new ArrayList<>())
                                        .add(place.partition());
                            }
                        });
        byLeader.forEach(
                (leader, places) -> {
                    try (KafkaClient client = door.open(leader)) {
                        ends.putAll(new GroupQuestions(client).ends(places));
                    } catch (IOException e) {
                        untold.add(
                                "node "
                                        + leader
                                        + " does not tell where its partitions end: "
                                        + ClusterLook.reason(e));
                    }
                });
    }

    private GroupReport report(Told each) {
        Map<String, Lag> topics = new TreeMap<>();
        for (Committed committed : each.committed()) {
            Long end = ends.get(committed.place());
            Lag lag =
                    end == null ? new Lag(0, 1) : new Lag(Math.max(0, end - committed.offset()), 0);
            topics.merge(committed.place().topic(), lag, Lag::and);
        }
        Membership membership =
                Objects.requireNonNullElse(each.membership(), new Membership("", -1));
        return new GroupReport(
                each.group().id(),
                protocol(each.group()),
                each.group().type(),
                each.group().state(),
                membership.assignor(),
                each.coordinator(),
                membership.memberCount(),
                topics);
    }
}
