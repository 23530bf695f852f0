package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.Todo;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.groups.TopicPatterns.TopicPattern;

/** What a group has subscribed to, and what that is on this cluster at this time. */
final class Subscriptions {
    private final GroupsSpec spec;

    Subscriptions(GroupsSpec spec) {
        this.spec = spec;
    }

    /** Why a member may not subscribe to an expression; null if it may, or had done so before. */
    @Nullable
    Refusal refusal(ConsumerGroup group, ConsumerMember before, ConsumerMember after) {
        String expression = after.expression();
        if (expression.isEmpty()
                || expression.equals(before.expression())
                || group.subscribers(expression) > 0) {
            return null;
        }
        try {
            spec.patterns().compile(expression);
            return null;
        } catch (TopicPatterns.InvalidPatternException e) {
            return new Refusal(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "The regular expression `" + expression + "` is invalid: " + e.getMessage());
        }
    }

    /** Whether the topics may have changed since the group's were looked at. */
    boolean isStale(ConsumerGroup group) {
        ConsumerGroup.Checked checked = group.checked();
        return checked.version() != spec.topics().version()
                || group.groupEpoch() < checked.groupEpoch();
    }

    /** Whether an expression was resolved so long ago that it is to be resolved anew. */
    boolean isOld(ConsumerGroup group, long wallMs) {
        for (GroupValue.Expression resolved : group.expressions().values()) {
            if (isOld(resolved, wallMs)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOld(GroupValue.Expression resolved, long wallMs) {
        return resolved.timestampMs() + spec.settings().consumer().regexRefreshIntervalMs()
                < wallMs;
    }

    /**
     * Resolves expressions: those that are not resolved yet, those that are old, and all when the
     * topics may have changed. It is stored when what one matches has changed, or was old. An
     * expression to which nobody has subscribed any more is forgotten.
     *
     * @return whether what any of them matches has changed
     */
    boolean resolve(Plan plan, long wallMs) {
        boolean changed = false;
        boolean stale = isStale(plan.group());
        for (String expression : plan.subscribedExpressions()) {
            GroupValue.Expression before = plan.expression(expression);
            boolean old = before == null || isOld(before, wallMs);
            if (!old && !stale) {
                continue;
            }
            List<String> topics = matches(expression);
            boolean other = before == null || !before.topics().equals(topics);
            if (other || old) {
                long version = spec.topics().version();
                plan.resolve(expression, new GroupValue.Expression(topics, version, wallMs));
            }
            changed |= other;
        }
        return changed;
    }

    /** Forgets expressions that nobody has subscribed to any more. */
    void forgetUnused(Plan plan) {
        for (String expression : plan.group().expressions().keySet()) {
            if (!plan.subscribedExpressions().contains(expression)) {
                plan.forget(expression);
            }
        }
    }

    /** The names of all topics that match, in their order; none for an expression that is none. */
    private List<String> matches(String expression) {
        TopicPattern pattern;
        try {
            pattern = spec.patterns().compile(expression);
        } catch (TopicPatterns.InvalidPatternException e) {
            spec.trace().note("not a regular expression: " + expression);
            return List.of();
        }
        List<String> topics = new ArrayList<>();
        for (String name : spec.topics().names()) {
            if (pattern.matches(name)) {
                topics.add(name);
            }
        }
        topics.sort(null);
        return List.copyOf(topics);
    }

    /**
     * Raises the group's epoch by one, and stores that, when what its members want has changed, or
     * the topics that they want: when there are others of these names, with other partitions.
     *
     * @param changed whether what the members want has changed
     * @return the group's epoch then
     */
    int raiseEpoch(Plan plan, boolean changed) {
        throw Todo.step("4.7", "raise and store the epoch if members or topics have changed");
    }
}
