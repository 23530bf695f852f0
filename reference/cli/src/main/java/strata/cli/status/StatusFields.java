package strata.cli.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Quorum;
import strata.cli.ask.Answers.QuorumMember;
import strata.cli.status.ClusterReport.NodeReport;
import strata.cli.status.ClusterReport.PartitionReport;
import strata.kernel.Nullable;

/** A report for a program: what becomes a JSON object. */
public final class StatusFields {
    private StatusFields() {}

    /** The fields, in their order. */
    public static Map<String, Object> of(ClusterReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("clusterId", report.clusterId());
        fields.put("controller", report.controller());
        fields.put("nodes", report.nodes().stream().map(StatusFields::node).toList());
        fields.put("offline", report.offlineCount());
        fields.put("underReplicated", report.underReplicatedCount());
        fields.put(
                "partitions", report.partitions().stream().map(StatusFields::partition).toList());
        GroupReport.All groups = report.groups();
        if (groups != null) {
            fields.put("groups", groups.groups().stream().map(StatusFields::group).toList());
            fields.put("groupsUntold", groups.untold());
        }
        Quorum quorum = report.quorum();
        if (quorum != null) {
            fields.put("quorum", quorum(quorum));
        }
        return fields;
    }

    private static Map<String, Object> node(NodeReport node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", node.id());
        fields.put("address", node.address());
        fields.put("roles", List.of(node.roles().split(",", -1)));
        fields.put("state", node.state());
        putIfThere(fields, "why", node.silence());
        return fields;
    }

    private static Map<String, Object> partition(PartitionReport report) {
        Partition partition = report.partition();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", partition.topic());
        fields.put("partition", partition.number());
        fields.put("leader", partition.leader());
        fields.put("leaderEpoch", partition.leaderEpoch());
        fields.put("replicas", partition.replicas());
        fields.put("isr", partition.isr());
        fields.put("elr", partition.elr());
        fields.put("lag", new TreeMap<>(report.lags()));
        return fields;
    }

    private static Map<String, Object> group(GroupReport group) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("group", group.id());
        fields.put("protocol", group.protocol());
        fields.put("protocolType", group.type());
        fields.put("state", group.state());
        fields.put("assignor", group.assignor());
        fields.put("coordinator", group.coordinator());
        fields.put("members", group.memberCount());
        putLag(fields, group.lag());
        Map<String, Object> topics = new LinkedHashMap<>();
        group.topics()
                .forEach(
                        (topic, lag) -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            putLag(one, lag);
                            topics.put(topic, one);
                        });
        fields.put("topics", topics);
        return fields;
    }

    private static void putLag(Map<String, Object> fields, GroupReport.Lag lag) {
        fields.put("lag", lag.offsets());
        fields.put("partitionsWithoutLag", lag.untoldCount());
    }

    private static Map<String, Object> quorum(Quorum quorum) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("leader", quorum.leader());
        fields.put("epoch", quorum.epoch());
        fields.put("highWatermark", quorum.highWatermark());
        fields.put("voters", members(quorum.voters()));
        fields.put("observers", members(quorum.observers()));
        return fields;
    }

    private static List<Map<String, Object>> members(List<QuorumMember> members) {
        return members.stream().map(StatusFields::member).toList();
    }

    private static Map<String, Object> member(QuorumMember member) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", member.id());
        fields.put("logEndOffset", member.logEndOffset());
        return fields;
    }

    private static void putIfThere(Map<String, Object> fields, String key, @Nullable String value) {
        if (value != null) {
            fields.put(key, value);
        }
    }
}
