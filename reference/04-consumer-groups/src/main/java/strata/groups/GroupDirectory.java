package strata.groups;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import strata.groups.classic.ClassicGroup;
import strata.groups.consumer.ConsumerGroup;
import strata.groups.group.Group;
import strata.groups.group.GroupType;
import strata.groups.group.Groups;
import strata.groups.offsets.CommittedOffsets;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.ListGroups;

/**
 * Answers what groups there are. A group that has offsets, or is about to have some, and nothing
 * else is told as a classic one that is empty.
 */
final class GroupDirectory {
    private static final String EMPTY = "Empty";
    private static final String DEAD = "Dead";

    private final TopicsView topics;
    private final Groups groups;
    private final CommittedOffsets offsets;
    private final PendingOffsets pending;

    GroupDirectory(
            TopicsView topics, Groups groups, CommittedOffsets offsets, PendingOffsets pending) {
        this.topics = topics;
        this.groups = groups;
        this.offsets = offsets;
        this.pending = pending;
    }

    /** ListGroups (key 16), in the order of ids. */
    ListGroups.Response list(ListGroups.Request request) {
        Predicate<String> states = oneOf(request.states());
        Predicate<String> types = oneOf(request.types());
        List<ListGroups.Group> listed = new ArrayList<>();
        for (Group group : groups.all()) {
            if (states.test(group.state()) && types.test(group.type().text())) {
                listed.add(
                        new ListGroups.Group(
                                group.id(),
                                group.protocolType(),
                                group.state(),
                                group.type().text()));
            }
        }
        String classic = GroupType.CLASSIC.text();
        if (states.test(EMPTY) && types.test(classic)) {
            simpleGroups().forEach(id -> listed.add(new ListGroups.Group(id, "", EMPTY, classic)));
        }
        listed.sort(Comparator.comparing(ListGroups.Group::groupId));
        return new ListGroups.Response(ErrorCode.NONE, listed);
    }

    private static Predicate<String> oneOf(List<String> names) {
        List<String> lowerCase = names.stream().map(GroupDirectory::lowerCase).toList();
        return name -> lowerCase.isEmpty() || lowerCase.contains(lowerCase(name));
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The ids of groups that have offsets and nothing else. */
    private List<String> simpleGroups() {
        Set<String> groupIds = new LinkedHashSet<>(offsets.groupIds());
        groupIds.addAll(pending.groupIds());
        return groupIds.stream().filter(id -> groups.find(id) == null).toList();
    }

    private boolean isSimple(String groupId) {
        return groups.find(groupId) == null && hasOffsets(groupId);
    }

    private boolean hasOffsets(String groupId) {
        return offsets.has(groupId) || pending.hasAny(groupId);
    }

    /** DescribeGroups (key 15). */
    DescribeGroups.Response describe(DescribeGroups.Request request) {
        List<DescribeGroups.Group> described = new ArrayList<>(request.groups().size());
        for (String groupId : request.groups()) {
            ClassicGroup group = groups.find(groupId, ClassicGroup.class);
            if (group != null) {
                described.add(group.describe());
            } else if (isSimple(groupId)) {
                described.add(classic(groupId, ErrorCode.NONE, null, EMPTY));
            } else if (request.toldOfMissing()) {
                described.add(
                        classic(
                                groupId,
                                ErrorCode.GROUP_ID_NOT_FOUND,
                                whyNot(groupId, "classic"),
                                DEAD));
            } else {
                described.add(classic(groupId, ErrorCode.NONE, null, DEAD));
            }
        }
        return new DescribeGroups.Response(described);
    }

    private static DescribeGroups.Group classic(
            String groupId, ErrorCode error, @Nullable String message, String state) {
        return new DescribeGroups.Group(error, message, groupId, state, "", "", List.of());
    }

    /** ConsumerGroupDescribe (key 69). */
    ConsumerGroupDescribe.Response describe(ConsumerGroupDescribe.Request request) {
        List<ConsumerGroupDescribe.Group> described = new ArrayList<>(request.groups().size());
        for (String groupId : request.groups()) {
            ConsumerGroup group = groups.find(groupId, ConsumerGroup.class);
            if (groupId.isEmpty()) {
                described.add(
                        ConsumerGroupDescribe.Group.failed(
                                groupId, ErrorCode.INVALID_GROUP_ID, null));
            } else if (group != null) {
                described.add(group.describe(topics));
            } else {
                described.add(
                        ConsumerGroupDescribe.Group.failed(
                                groupId,
                                ErrorCode.GROUP_ID_NOT_FOUND,
                                whyNot(groupId, "consumer")));
            }
        }
        return new ConsumerGroupDescribe.Response(described);
    }

    private String whyNot(String groupId, String type) {
        return groups.find(groupId) == null && !hasOffsets(groupId)
                ? "There is no group " + groupId + "."
                : "Group " + groupId + " is not a " + type + " group.";
    }

    /** All groups, to be looked at, in the order of their ids. */
    List<GroupView> views() {
        List<GroupView> views = new ArrayList<>();
        groups.all().forEach(group -> views.add(group.view()));
        String classic = GroupType.CLASSIC.text();
        simpleGroups()
                .forEach(id -> views.add(new GroupView(id, classic, EMPTY, 0, -1, List.of())));
        views.sort(Comparator.comparing(GroupView::groupId));
        return views;
    }
}
