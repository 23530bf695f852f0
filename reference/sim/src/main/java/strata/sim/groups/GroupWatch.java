package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimWorld;
import strata.sim.client.Actor;
import strata.sim.cluster.ClusterClient;

/**
 * Watches a group from outside. While faults strike it reads its committed offsets now and then.
 * Once they have ended, every rebalance must end: each partition with one member, fairly shared,
 * all processed and committed. Then one member leaves, and what the others had they keep.
 */
final class GroupWatch implements Actor {
    private static final long POLL_US = 20_000;

    private final GroupPlan plan;
    private final List<GroupMember> members;
    private final List<TopicPartition> partitions;
    private final SimWorld world;
    private final ClusterClient client;
    private final OffsetReader offsets;
    private final long boundUs;
    private String lacking = "";
    private Phase phase = Phase.WATCHING;
    private long begunUs;
    private @Nullable Map<String, List<TopicPartition>> before;

    private enum Phase {
        WATCHING,
        FINISHING,
        CONCLUDING,
        DONE
    }

    /**
     * @param partitions all that there are
     * @param boundUs within which every rebalance must end, once nothing is in its way
     */
    GroupWatch(
            GroupPlan plan,
            List<GroupMember> members,
            List<TopicPartition> partitions,
            OffsetReader offsets,
            long boundUs) {
        this.plan = plan;
        this.members = members;
        this.partitions = partitions;
        this.offsets = offsets;
        this.client = offsets.client();
        this.world = client.world();
        this.boundUs = boundUs;
    }

    @Override
    public void begin() {
        client.operations()
                .begin(
                        100_000,
                        900_000,
                        (long number, SeededRandom chance) -> offsets.read(own(), () -> {}));
    }

    @Override
    public void finish() {
        phase = Phase.FINISHING;
        begunUs = world.nowUs();
    }

    @Override
    public void conclude() {
        phase = Phase.CONCLUDING;
        begunUs = world.nowUs();
        awaitBalance();
    }

    @Override
    public @Nullable String waitsFor() {
        return switch (phase) {
            case WATCHING, DONE -> null;
            // Producers are still at work: what was done may have to be done again.
            case FINISHING -> isSettled() ? behind() : lacking;
            case CONCLUDING -> plan.groupId() + ": " + lacking;
        };
    }

    private void again(Runnable phase) {
        client.later(POLL_US, POLL_US, phase);
    }

    /** Then one leaves. */
    private void awaitBalance() {
        if (!isSettled()) {
            again(this::awaitBalance);
            return;
        }
        Map<String, List<TopicPartition>> had = new LinkedHashMap<>();
        members.forEach(member -> had.put(member.label(), member.holdings()));
        before = had;
        GroupMember leaver = null;
        for (GroupMember member : members) {
            leaver = member.mayLeave() ? member : leaver;
        }
        if (leaver != null && members.size() > 1) {
            leaver.dismiss();
        }
        begunUs = world.nowUs();
        again(this::awaitOthers);
    }

    /** What the others had they have, and more. */
    private void awaitOthers() {
        if (!isSettled()) {
            again(this::awaitOthers);
            return;
        }
        if (plan.isSticky() && before != null) {
            for (GroupMember member : members) {
                List<TopicPartition> had = before.getOrDefault(member.label(), List.of());
                List<TopicPartition> gone = Order.without(had, member.holdings());
                if (!member.isDismissed() && !gone.isEmpty()) {
                    throw world.breach(notSticky(member, had, gone));
                }
            }
        }
        awaitUpToDate();
    }

    private void awaitUpToDate() {
        String behind = behind();
        if (behind != null) {
            lacking = behind;
            again(this::awaitUpToDate);
            return;
        }
        lacking = "somebody has not left yet";
        members.forEach(GroupMember::dismiss);
        awaitEnd();
    }

    private void awaitEnd() {
        for (GroupMember member : members) {
            if (!member.isGone()) {
                again(this::awaitEnd);
                return;
            }
        }
        lacking = "its offsets are not read yet";
        offsets.readAtLast(own(), () -> phase = Phase.DONE);
    }

    /** The partitions that it reads in the end. */
    private List<TopicPartition> own() {
        return partitions.stream().filter(p -> plan.topics().contains(p.topic())).toList();
    }

    private @Nullable String behind() {
        for (GroupMember member : members) {
            String behind = member.isDismissed() ? null : member.behind();
            if (behind != null) {
                return behind;
            }
        }
        return null;
    }

    /** Whether no rebalance is under way; it must not be for too long. */
    private boolean isSettled() {
        String why = unsettled();
        String name = "rebalance-hangs";
        String claim = "Every rebalance ends: each partition has a member that reads it";
        if (why == null) {
            why = unbalanced();
            name = "unbalanced";
            claim = "Members get as many partitions as the others, or one more";
        }
        if (why == null) {
            return true;
        }
        lacking = why;
        if (world.nowUs() - begunUs > boundUs) {
            throw world.breach(
                    Breach.of(
                            name,
                            claim,
                            String.format(
                                    Locale.ROOT,
                                    "%s, %.1f s after the last disturbance: %s",
                                    plan.groupId(),
                                    (world.nowUs() - begunUs) / 1e6,
                                    why),
                            plan.groupId()));
        }
        return false;
    }

    private @Nullable String unsettled() {
        Set<TopicPartition> covered = new LinkedHashSet<>();
        for (GroupMember member : members) {
            if (member.isDismissed()) {
                continue;
            }
            String why = member.unsettled();
            if (why != null) {
                return why;
            }
            for (TopicPartition partition : member.holdings()) {
                if (!covered.add(partition)) {
                    return partition + " is with two members";
                }
            }
        }
        List<TopicPartition> missing = Order.without(own(), new ArrayList<>(covered));
        return missing.isEmpty() ? null : missing + " are with nobody";
    }

    private @Nullable String unbalanced() {
        if (plan.isBalancedOverTopics()) {
            return unbalanced(plan.topics());
        }
        for (String topic : plan.topics()) {
            String why = unbalanced(List.of(topic));
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private @Nullable String unbalanced(List<String> among) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        StringBuilder told = new StringBuilder();
        for (GroupMember member : members) {
            if (!member.isDismissed()) {
                List<TopicPartition> holdings = new ArrayList<>(member.holdings());
                holdings.removeIf(partition -> !among.contains(partition.topic()));
                least = Math.min(least, holdings.size());
                most = Math.max(most, holdings.size());
                told.append(' ').append(member.label()).append(" has ").append(holdings);
            }
        }
        return most - least <= 1 ? null : "unequal shares:" + told;
    }

    private Breach notSticky(
            GroupMember member, List<TopicPartition> had, List<TopicPartition> gone) {
        return Breach.of(
                "not-sticky",
                "When a member leaves, the others keep what they have",
                String.format(
                        Locale.ROOT,
                        "%s of %s had %s; another left, and %s are no longer with it, but %s",
                        member.label(),
                        plan.groupId(),
                        had,
                        gone,
                        member.holdings()),
                plan.groupId());
    }
}
