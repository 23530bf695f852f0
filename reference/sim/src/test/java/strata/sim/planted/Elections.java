package strata.sim.planted;

import java.util.List;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;

/** Elections, each with a mistake. */
final class Elections {
    private Elections() {}

    /** It does not ask how somebody stopped: whoever was in the ISR is believed to have it all. */
    record BelievesEverybody(ElectionRules right) implements ElectionRules {
        @Override
        public PartitionChanged decide(
                PartitionChanged now, Wish wish, Circumstances circumstances) {
            Wish other = new Wish(wish.isr(), wish.election(), List.of(), wish.newEpoch());
            return right.decide(now, other, circumstances);
        }
    }

    /**
     * As before KIP-966: nobody is eligible outside the ISR, whose last member stays in it, alive
     * or not, and is believed to have it all.
     */
    record LastOneStands(ElectionRules right) implements ElectionRules {
        @Override
        public PartitionChanged decide(
                PartitionChanged now, Wish wish, Circumstances circumstances) {
            Circumstances one =
                    new Circumstances(circumstances.mayLead(), 1, circumstances.uncleanElections());
            PartitionChanged next = new BelievesEverybody(right).decide(now, wish, one);
            boolean isLeaderless = next.isr().isEmpty();
            return next.equals(now)
                    ? now
                    : new PartitionChanged(
                            next.topicId(),
                            next.partition(),
                            next.replicas(),
                            isLeaderless ? now.isr() : next.isr(),
                            next.leader(),
                            next.leaderEpoch(),
                            next.partitionEpoch());
        }
    }

    /** Whoever lives is elected, when there is nobody else. */
    record TakesAnybody(ElectionRules right) implements ElectionRules {
        @Override
        public PartitionChanged decide(
                PartitionChanged now, Wish wish, Circumstances circumstances) {
            return right.decide(
                    now,
                    wish,
                    new Circumstances(
                            circumstances.mayLead(), circumstances.minInsyncReplicas(), true));
        }
    }
}
