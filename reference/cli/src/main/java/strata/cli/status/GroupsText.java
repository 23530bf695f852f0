package strata.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import strata.cli.status.GroupReport.Lag;

/** What a person reads of the groups. */
final class GroupsText {
    private static final String NONE = "-";
    private static final String AND_MORE = "+?";

    private GroupsText() {}

    /**
     * The lines.
     *
     * @param rowsMax so many groups are listed
     */
    static List<String> lines(GroupReport.All all, int rowsMax) {
        List<String> lines = new ArrayList<>();
        List<GroupReport> groups = all.groups();
        lines.add("groups      " + (groups.isEmpty() ? "none" : groups.size()));
        List<GroupReport> shown = groups.subList(0, Math.min(rowsMax, groups.size()));
        if (!shown.isEmpty()) {
            lines.addAll(table(shown));
        }
        if (shown.size() < groups.size()) {
            lines.add("and " + (groups.size() - shown.size()) + " more: --all");
        }
        if (shown.stream().anyMatch(group -> group.lag().untoldCount() > 0)) {
            lines.add(AND_MORE + ": the end of a partition is not known, as nobody leads it now");
        }
        lines.addAll(all.untold());
        return lines;
    }

    private static List<String> table(List<GroupReport> groups) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "group",
                        "protocol",
                        "state",
                        "coordinator",
                        "members",
                        "lag",
                        "lag by topic"));
        for (GroupReport group : groups) {
            rows.add(
                    List.of(
                            group.id(),
                            protocol(group),
                            group.state(),
                            Integer.toString(group.coordinator()),
                            group.memberCount() < 0 ? "?" : Integer.toString(group.memberCount()),
                            group.topics().isEmpty() ? NONE : lag(group.lag()),
                            topics(group)));
        }
        return Table.of(rows);
    }

    /** Its type besides, where that is not consumers. */
    private static String protocol(GroupReport group) {
        boolean usual = group.type().isEmpty() || group.type().equals("consumer");
        return group.protocol() + (usual ? "" : " (" + group.type() + ")");
    }

    private static String lag(Lag lag) {
        return lag.offsets() + (lag.untoldCount() > 0 ? AND_MORE : "");
    }

    private static String topics(GroupReport group) {
        return group.topics().isEmpty()
                ? NONE
                : group.topics().entrySet().stream()
                        .map(each -> each.getKey() + ":" + lag(each.getValue()))
                        .collect(Collectors.joining(" "));
    }
}
