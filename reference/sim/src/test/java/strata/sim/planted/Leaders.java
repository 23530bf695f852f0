package strata.sim.planted;

import java.util.stream.Collectors;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Trace;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;

/** Leaders, each with a mistake. */
final class Leaders {
    private Leaders() {}

    /** It acknowledges what is in its own log. */
    static final class AcknowledgesItsOwn extends AroundLeader {
        AcknowledgesItsOwn(LeaderReplica right) {
            super(right);
        }

        @Override
        public Acknowledgement acknowledgement(long endOffset) {
            return Acknowledgement.DONE;
        }
    }

    /** It takes its own log end for the high watermark. */
    static final class CommitsItsOwn extends AroundLeader {
        private long ownEndOffset;

        CommitsItsOwn(LeaderReplica right) {
            super(right);
            ownEndOffset = right.epochStartOffset();
        }

        @Override
        public long highWatermark() {
            return Math.max(ownEndOffset, super.highWatermark());
        }

        @Override
        public boolean ownEndMoved(long endOffset, long nowMs) {
            boolean moved = endOffset > ownEndOffset;
            ownEndOffset = Math.max(endOffset, ownEndOffset);
            return super.ownEndMoved(endOffset, nowMs) || moved;
        }
    }

    /** It serves whoever fetches, whatever epochs that one has. */
    static final class ChecksNoEpoch extends AroundLeader {
        private final LeaderEpochs epochs;

        ChecksNoEpoch(LeaderReplica right, LeaderEpochs epochs) {
            super(right);
            this.epochs = epochs;
        }

        @Override
        public FetchVerdict fetched(
                NodeId follower, long brokerEpoch, FetchPosition position, long nowMs) {
            long offset = position.fetchOffset();
            FetchPosition fitting =
                    new FetchPosition(
                            offset, -1, epochs.epochAt(offset - 1), position.logStartOffset());
            return super.fetched(follower, brokerEpoch, fitting, nowMs);
        }
    }

    /** It asks nobody who is in sync: what it would propose is in force at once. */
    static final class ShrinksByItself extends AroundLeader {
        private final Trace trace;

        ShrinksByItself(LeaderReplica right, Trace trace) {
            super(right);
            this.trace = trace;
        }

        @Override
        public @Nullable IsrProposal isrDue(long nowMs) {
            IsrProposal proposal = super.isrDue(nowMs);
            if (proposal != null) {
                IsrState own =
                        new IsrState(
                                proposal.isr().stream().map(IsrProposal.Member::broker).toList(),
                                proposal.partitionEpoch(),
                                false);
                trace.note(
                        own.isr().stream()
                                .map(NodeId::toString)
                                .collect(Collectors.joining(",", "ISR ", " unasked")));
                super.isrAnswered(proposal, ErrorCode.NONE, own, nowMs);
            }
            return null;
        }
    }
}
