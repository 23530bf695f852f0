package strata.replication;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;

/** Chooses leaders so that no committed record is lost while that can be helped (KIP-966). */
final class LeaderElection implements ElectionRules {
    /**
     * Who has every committed record.
     *
     * @param isr in sync, and may lead
     * @param elr not in sync, but complete; whether they may lead now is another matter
     */
    record Standing(List<NodeId> isr, List<NodeId> elr) {}

    /**
     * @param leader null for none
     * @param unclean whether it may lack committed records
     */
    record Choice(@Nullable NodeId leader, boolean unclean) {}

    @Override
    public PartitionChanged decide(PartitionChanged now, Wish wish, Circumstances circumstances) {
        Standing standing = standing(now, wish, circumstances);
        return next(now, wish, standing, choose(now, wish, standing, circumstances), circumstances);
    }

    /** Who is in sync and who is eligible, before a leader is sought. */
    static Standing standing(PartitionChanged now, Wish wish, Circumstances circumstances) {
        // LAB 3.7 in sync: wished, and may lead; eligible: left while those in sync were too few
        List<NodeId> isr = new ArrayList<>();
        List<NodeId> elr = new ArrayList<>();
        for (NodeId replica : now.replicas()) {
            boolean lost = wish.stoppedUncleanly().contains(replica);
            boolean complete = now.isr().contains(replica) || now.elr().contains(replica);
            if (wish.isr().contains(replica) && circumstances.mayLead().test(replica) && !lost) {
                isr.add(replica);
            } else if (complete && !lost) {
                elr.add(replica);
            }
        }
        boolean enough = isr.size() >= minimum(now, circumstances);
        return new Standing(
                Collections.unmodifiableList(isr),
                enough ? List.of() : Collections.unmodifiableList(elr));
    }

    /** The leader: the present one if it can stay, else the best that there is. */
    static Choice choose(
            PartitionChanged now, Wish wish, Standing standing, Circumstances circumstances) {
        // LAB 3.7 in sync, else eligible, else the last known leader, else as far as unclean may be
        List<NodeId> isr = standing.isr();
        NodeId preferred = now.replicas().get(0);
        if (wish.election() == Election.PREFERRED && isr.contains(preferred)) {
            return new Choice(preferred, false);
        }
        if (now.leader() != null && isr.contains(now.leader())) {
            return new Choice(now.leader(), false);
        }
        if (!isr.isEmpty()) {
            return new Choice(isr.get(0), false);
        }
        NodeId eligible = first(standing.elr(), circumstances);
        if (eligible != null) {
            return new Choice(eligible, false);
        }
        NodeId last = standing.elr().isEmpty() ? first(lastKnown(now), circumstances) : null;
        if (last != null) {
            return new Choice(last, true);
        }
        return circumstances.uncleanElections() || wish.election() == Election.UNCLEAN
                ? new Choice(first(now.replicas(), circumstances), true)
                : new Choice(null, false);
    }

    // LAB 3.7 REMOVE
    private static @Nullable NodeId first(List<NodeId> replicas, Circumstances circumstances) {
        for (NodeId replica : replicas) {
            if (circumstances.mayLead().test(replica)) {
                return replica;
            }
        }
        return null;
    }

    // LAB 3.7 REMOVE
    /** Who leads or, where there is no leader, led last, if it is a replica still. */
    private static List<NodeId> lastKnown(PartitionChanged now) {
        List<NodeId> known = now.leader() == null ? now.lastKnownElr() : List.of(now.leader());
        return now.replicas().containsAll(known) ? known : List.of();
    }

    /** The partition's state with a leader chosen, its epochs raised as they must be. */
    static PartitionChanged next(
            PartitionChanged now,
            Wish wish,
            Standing standing,
            Choice choice,
            Circumstances circumstances) {
        // LAB 3.7 one from outside the ISR is the whole ISR; the epochs rise with what they count
        NodeId leader = choice.leader();
        boolean fromOutside = leader != null && !standing.isr().contains(leader);
        List<NodeId> elr = new ArrayList<>(standing.elr());
        List<NodeId> lastKnown = List.of();
        if (leader == null) {
            lastKnown = lastKnown(now);
        } else if (choice.unclean() || (fromOutside && minimum(now, circumstances) <= 1)) {
            elr.clear();
        } else {
            elr.remove(leader);
        }
        boolean elected = fromOutside || !Objects.equals(leader, now.leader());
        PartitionChanged next =
                new PartitionChanged(
                        now.topicId(),
                        now.partition(),
                        now.replicas(),
                        fromOutside ? List.of(leader) : standing.isr(),
                        leader,
                        now.leaderEpoch() + (elected || wish.newEpoch() ? 1 : 0),
                        now.partitionEpoch(),
                        Collections.unmodifiableList(elr),
                        lastKnown,
                        (leader != null && choice.unclean()) || now.recovering(),
                        now.adding(),
                        now.removing());
        return next.equals(now) ? now : withNextEpoch(next);
    }

    // LAB 3.7 REMOVE
    private static PartitionChanged withNextEpoch(PartitionChanged state) {
        return new PartitionChanged(
                state.topicId(),
                state.partition(),
                state.replicas(),
                state.isr(),
                state.leader(),
                state.leaderEpoch(),
                state.partitionEpoch() + 1,
                state.elr(),
                state.lastKnownElr(),
                state.recovering(),
                state.adding(),
                state.removing());
    }

    /** How many the ISR must have for records to be committed. */
    static int minimum(PartitionChanged now, Circumstances circumstances) {
        return Math.min(circumstances.minInsyncReplicas(), now.replicas().size());
    }
}
