package strata.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Quorum;
import strata.cli.ask.Answers.QuorumMember;
import strata.cli.status.ClusterReport.NodeReport;
import strata.cli.status.ClusterReport.PartitionReport;

/** A report for a person. */
public final class StatusText {
    private static final String NONE = "-";

    private static final String INTERNAL = "__";

    private final ClusterReport report;
    private final int rowsMax;

    /**
     * @param rowsMax so many partitions, and so many groups, are listed, the most urgent first
     */
    public StatusText(ClusterReport report, int rowsMax) {
        this.report = report;
        this.rowsMax = rowsMax;
    }

    /** The lines, widest last. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Quorum quorum = report.quorum();
        lines.add("cluster     " + report.clusterId());
        lines.add(
                "controller  "
                        + (report.controller() < 0 ? noController() : "node " + report.controller())
                        + (quorum == null || quorum.epoch() < 0
                                ? ""
                                : ", epoch " + quorum.epoch()));
        lines.add("");
        lines.addAll(nodes());
        lines.add("");
        lines.add(
                "partitions  %d: %d offline, %d under-replicated"
                        .formatted(
                                report.partitions().size(),
                                report.offlineCount(),
                                report.underReplicatedCount()));
        lines.addAll(partitions());
        GroupReport.All groups = report.groups();
        if (groups != null) {
            lines.add("");
            lines.addAll(GroupsText.lines(groups, rowsMax));
        }
        if (quorum != null) {
            lines.add("");
            lines.addAll(quorum(quorum));
        }
        return lines;
    }

    private String noController() {
        Quorum quorum = report.quorum();
        return quorum != null && quorum.isLeaderless()
                ? "none: " + ClusterReport.NO_MAJORITY
                : "none";
    }

    private List<String> nodes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("node", "address", "roles", "state"));
        for (NodeReport node : report.nodes()) {
            rows.add(
                    List.of(
                            Integer.toString(node.id()),
                            node.address(),
                            node.roles(),
                            node.state() + (node.silence() == null ? "" : ": " + node.silence())));
        }
        return Table.of(rows);
    }

    private List<String> partitions() {
        if (report.partitions().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("topic", "partition", "leader", "epoch", "replicas", "isr", "elr", "lag"));
        for (PartitionReport each : report.partitions()) {
            if (rows.size() > rowsMax) {
                break;
            }
            Partition partition = each.partition();
            if (isOfNoInterest(partition)) {
                continue;
            }
            rows.add(
                    List.of(
                            partition.topic(),
                            Integer.toString(partition.number()),
                            partition.isOffline() ? "none" : Integer.toString(partition.leader()),
                            Integer.toString(partition.leaderEpoch()),
                            ids(partition.replicas()),
                            ids(partition.isr()),
                            ids(partition.elr()),
                            lags(each)));
        }
        List<String> lines = Table.of(rows);
        int more = report.partitions().size() - (rows.size() - 1);
        if (more > 0) {
            lines.add("and " + more + " more: --all");
        }
        return lines;
    }

    /** Internal topics have many partitions, and are nobody's concern as long as all is well. */
    private boolean isOfNoInterest(Partition partition) {
        return rowsMax != Integer.MAX_VALUE
                && partition.topic().startsWith(INTERNAL)
                && !partition.isOffline()
                && !partition.isUnderReplicated();
    }

    private static String ids(List<Integer> ids) {
        return ids.isEmpty()
                ? NONE
                : ids.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** Of each follower, as {@code 2:0 3:17}; a question mark for one that did not say. */
    private static String lags(PartitionReport report) {
        Map<Integer, Long> lags = report.lags();
        String text =
                report.partition().replicas().stream()
                        .filter(id -> id != report.partition().leader())
                        .map(id -> id + ":" + (lags.containsKey(id) ? lags.get(id) : "?"))
                        .collect(Collectors.joining(" "));
        return text.isEmpty() ? NONE : text;
    }

    private static List<String> quorum(Quorum quorum) {
        if (quorum.isLeaderless()) {
            return List.of("quorum      no leader");
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "quorum      "
                        + (quorum.leader() < 0 ? "no leader" : "leader " + quorum.leader())
                        + ", epoch "
                        + quorum.epoch()
                        + ", high watermark "
                        + quorum.highWatermark());
        long end =
                quorum.voters().stream()
                        .filter(voter -> voter.id() == quorum.leader())
                        .mapToLong(QuorumMember::logEndOffset)
                        .findFirst()
                        .orElse(-1);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("node", "part", "log end", "lag"));
        quorum.voters().forEach(member -> rows.add(row(member, "voter", end)));
        quorum.observers().forEach(member -> rows.add(row(member, "observer", end)));
        if (rows.size() > 1) {
            lines.addAll(Table.of(rows));
        }
        return lines;
    }

    private static List<String> row(QuorumMember member, String part, long end) {
        boolean known = member.logEndOffset() >= 0 && end >= 0;
        return List.of(
                Integer.toString(member.id()),
                part,
                member.logEndOffset() < 0 ? "?" : Long.toString(member.logEndOffset()),
                known ? Long.toString(Math.max(0, end - member.logEndOffset())) : "?");
    }
}
