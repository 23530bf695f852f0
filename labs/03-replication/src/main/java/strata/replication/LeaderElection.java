package strata.replication;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
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
        throw Todo.step(
                "3.7",
                "in sync: wished, and may lead; eligible: left while those in sync were too few");
    }

    /** The leader: the present one if it can stay, else the best that there is. */
    static Choice choose(
            PartitionChanged now, Wish wish, Standing standing, Circumstances circumstances) {
        throw Todo.step(
                "3.7",
                "in sync, else eligible, else the last known leader, else as far as unclean may"
                        + " be");
    }

    /** The partition's state with a leader chosen, its epochs raised as they must be. */
    static PartitionChanged next(
            PartitionChanged now,
            Wish wish,
            Standing standing,
            Choice choice,
            Circumstances circumstances) {
        throw Todo.step(
                "3.7",
                "one from outside the ISR is the whole ISR; the epochs rise with what they count");
    }

    /** How many the ISR must have for records to be committed. */
    static int minimum(PartitionChanged now, Circumstances circumstances) {
        return Math.min(circumstances.minInsyncReplicas(), now.replicas().size());
    }
}
