package strata.kernel.replication;

import java.util.List;
import java.util.function.Predicate;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/**
 * How the controller chooses a partition's leader, and what becomes of its ISR and of its eligible
 * leader replicas. A pure function: the same arguments, the same answer.
 *
 * <p><em>Eligible leader replicas</em> (ELR, KIP-966) are replicas that have left the ISR while it
 * was smaller than min.insync.replicas. As the high watermark stands still meanwhile, they have
 * every committed record, and may lead.
 */
public interface ElectionRules {
    /**
     * The partition's next state. First who has all that is committed; <em>enough</em> means
     * min.insync.replicas, or all replicas if there are fewer:
     *
     * <ul>
     *   <li>The ISR is the replicas of {@link Wish#isr}, without those that are not {@link
     *       Circumstances#mayLead} or have stopped uncleanly, in the order of the assignment.
     *   <li>The ELR is empty while the ISR has enough members. Else: who was in it or in the ISR,
     *       is a replica, is not in the new ISR, and did not stop uncleanly; in the order of the
     *       assignment.
     * </ul>
     *
     * <p>Then the leader:
     *
     * <ul>
     *   <li>{@link Election#IF_NEEDED}: the present leader stays if it is in the new ISR. {@link
     *       Election#PREFERRED}: the first replica of the assignment, if it is in the new ISR; else
     *       as before. {@link Election#UNCLEAN}: as {@code IF_NEEDED}, but any replica that may
     *       lead is taken when there is nobody else.
     *   <li>No leader by that: the first replica in the order of the assignment that is in the new
     *       ISR; else the first in the ELR that may lead; else, where the ELR is empty, the last
     *       known leader, if it may lead; else, where unclean election is allowed or asked for, the
     *       first that may lead; else none.
     *   <li>A leader that was not in the ISR makes an ISR of itself alone, and leaves the ELR,
     *       which is empty if one is enough. A leader that was in neither has lost records perhaps:
     *       the partition is {@link PartitionChanged#recovering}, and its ELR is empty.
     *   <li>The last known leader ({@link PartitionChanged#lastKnownElr}, of one member then):
     *       where there is no leader, the one that led last, if it is a replica still; where there
     *       is one, nobody.
     *   <li>The leader epoch rises by one when the leader is another one, or none, or newly
     *       elected; also when {@link Wish#newEpoch}.
     * </ul>
     *
     * <p>The partition epoch rises by one when anything has changed; else {@code now} itself is
     * returned.
     */
    PartitionChanged decide(PartitionChanged now, Wish wish, Circumstances circumstances);

    /** How a leader is to be sought. */
    enum Election {
        /** Only when there is none, or the present one cannot stay. */
        IF_NEEDED,
        /** The preferred one, if it is in sync. */
        PREFERRED,
        /** Even one that was not in sync, when there is nobody else: records may be lost. */
        UNCLEAN
    }

    /**
     * What is wanted.
     *
     * @param isr the ISR as it would be if all of it may lead
     * @param stoppedUncleanly replicas whose brokers have come back without having stopped in good
     *     order: their logs may have lost their ends
     * @param newEpoch whether followers are to be told anew, as after a change of the assignment
     */
    record Wish(
            List<NodeId> isr, Election election, List<NodeId> stoppedUncleanly, boolean newEpoch) {
        /** Another ISR, and a leader if needed. */
        public static Wish isr(List<NodeId> isr) {
            return new Wish(isr, Election.IF_NEEDED, List.of(), false);
        }
    }

    /**
     * What is the case.
     *
     * @param mayLead whether a broker is registered, not fenced and not about to shut down; nobody
     *     that has stopped uncleanly may lead in the same decision
     * @param minInsyncReplicas of the topic
     * @param uncleanElections {@code unclean.leader.election.enable} of the topic
     */
    record Circumstances(
            Predicate<NodeId> mayLead, int minInsyncReplicas, boolean uncleanElections) {}
}
