package strata.replication;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.BrokerSessions;
import strata.kernel.replication.FencingRules;

/** Checks the epochs of those who speak to the controller (KIP-497, KIP-631, KIP-903). */
final class EpochFencing implements FencingRules {
    @Override
    public ErrorCode registration(
            @Nullable BrokerRegistered known, TopicId incarnation, boolean sessionAlive) {
        throw Todo.step("3.8", "another process with the id of one that is alive is refused");
    }

    @Override
    public ErrorCode heartbeat(@Nullable BrokerRegistered known, long brokerEpoch) {
        throw Todo.step(
                "3.8", "only the process that holds the registered epoch speaks for a broker");
    }

    @Override
    public ErrorCode isrChange(@Nullable PartitionChanged now, IsrChange change, Brokers brokers) {
        throw Todo.step(
                "3.8",
                "the first error that applies: epochs of the future and past, the ISR, its"
                        + " members");
    }

    @Override
    public BrokerSessions newSessions(long sessionTimeoutMs) {
        return new SessionTable(sessionTimeoutMs);
    }
}
