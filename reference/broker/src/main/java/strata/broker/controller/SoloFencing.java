package strata.broker.controller;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.BrokerSessions;
import strata.kernel.replication.FencingRules;

/** Fencing where layer 3 is absent: there is nobody but the one broker, and its ISR is itself. */
final class SoloFencing implements FencingRules {
    @Override
    public ErrorCode registration(
            @Nullable BrokerRegistered known, TopicId incarnation, boolean sessionAlive) {
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode heartbeat(@Nullable BrokerRegistered known, long brokerEpoch) {
        return known == null ? ErrorCode.BROKER_ID_NOT_REGISTERED : ErrorCode.NONE;
    }

    @Override
    public ErrorCode isrChange(@Nullable PartitionChanged now, IsrChange change, Brokers brokers) {
        return ErrorCode.INVALID_REQUEST;
    }

    @Override
    public BrokerSessions newSessions(long sessionTimeoutMs) {
        return new NoSessions();
    }

    private static final class NoSessions implements BrokerSessions {
        @Override
        public void heard(NodeId broker, long nowMs) {}

        @Override
        public void end(NodeId broker) {}

        @Override
        public boolean isAlive(NodeId broker, long nowMs) {
            return true;
        }

        @Override
        public List<NodeId> expired(long nowMs) {
            return List.of();
        }

        @Override
        public long nextExpiryMs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void clear() {}
    }
}
