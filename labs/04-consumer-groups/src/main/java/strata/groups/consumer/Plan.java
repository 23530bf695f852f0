package strata.groups.consumer;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;

/**
 * A group as it will be once what is being decided is stored: the group as it stands, but for
 * members that change or go, and expressions resolved anew. It collects the records of the
 * decision.
 */
final class Plan {
    private final ConsumerGroup group;
    private final List<GroupRecord> records;
    private final SortedMap<String, ConsumerMember> members;
    private final SortedMap<String, GroupValue.Expression> expressions;

    Plan(ConsumerGroup group, List<GroupRecord> records) {
        this.group = group;
        this.records = records;
        members = new TreeMap<>(group.members());
        expressions = new TreeMap<>(group.expressions());
    }

    ConsumerGroup group() {
        return group;
    }

    /** By their ids. */
    SortedMap<String, ConsumerMember> members() {
        return members;
    }

    /** A member joins or changes; nothing is stored by that. */
    void put(ConsumerMember member) {
        members.put(member.id(), member);
    }

    /** A member goes; nothing is stored by that. */
    void remove(String memberId) {
        members.remove(memberId);
    }

    /** What an expression matches, as last resolved; null for not resolved yet. */
    @Nullable
    GroupValue.Expression expression(String expression) {
        return expressions.get(expression);
    }

    /** An expression is resolved: that is stored. */
    void resolve(String expression, GroupValue.Expression resolved) {
        expressions.put(expression, resolved);
        store(new GroupKey.Expression(group.id(), expression), resolved);
    }

    /** An expression is not subscribed to any more: that is stored. */
    void forget(String expression) {
        if (expressions.remove(expression) != null) {
            store(new GroupKey.Expression(group.id(), expression), null);
        }
    }

    void store(GroupKey key, @Nullable GroupValue value) {
        records.add(new GroupRecord(key, value));
    }

    /** The expressions that members have subscribed to. */
    Set<String> subscribedExpressions() {
        Set<String> subscribed = new TreeSet<>();
        for (ConsumerMember member : members.values()) {
            if (!member.expression().isEmpty()) {
                subscribed.add(member.expression());
            }
        }
        return subscribed;
    }

    /** The topics that a member has subscribed to, by name or by expression. */
    Set<String> topicsOf(ConsumerMember member) {
        Set<String> topics = new LinkedHashSet<>(member.wants().topics());
        GroupValue.Expression resolved = expressions.get(member.expression());
        if (resolved != null) {
            topics.addAll(resolved.topics());
        }
        return topics;
    }

    /** The topics that any member has subscribed to. */
    Collection<String> topics() {
        Set<String> topics = new TreeSet<>();
        members.values().forEach(member -> topics.addAll(topicsOf(member)));
        return topics;
    }
}
