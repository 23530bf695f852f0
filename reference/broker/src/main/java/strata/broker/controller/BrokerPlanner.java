package strata.broker.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import strata.broker.controller.ControllerAnswer.Answered;
import strata.broker.controller.ControllerAnswer.Done;
import strata.broker.controller.ControllerAnswer.Registered;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.BrokerUnregistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FencingRules;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.UnregisterBroker;

/**
 * Brokers' registrations and heartbeats (KIP-631).
 *
 * <p>A broker is registered fenced; it is let in once it has applied its own registration; it leads
 * nothing more from when it asks to be let go; and it goes fenced.
 */
final class BrokerPlanner {
    private final MetadataImage image;
    private final PartitionPlans partitions;
    private final FencingRules fencing;
    private final String clusterId;

    BrokerPlanner(
            MetadataImage image,
            PartitionPlans partitions,
            FencingRules fencing,
            String clusterId) {
        this.image = image;
        this.partitions = partitions;
        this.fencing = fencing;
        this.clusterId = clusterId;
    }

    Decision<MetadataRecord, ControllerAnswer> register(ControllerCommand.Register command) {
        BrokerRegistration.Request request = command.request();
        BrokerRegistered known = broker(request.brokerId());
        TopicId incarnation = incarnation(request.incarnationId());
        ErrorCode error = registrationError(request);
        if (error == ErrorCode.NONE) {
            error = fencing.registration(known, incarnation, command.sessionAlive());
        }
        if (error != ErrorCode.NONE) {
            return answer(List.of(), BrokerRegistration.Response.failed(error));
        }
        NodeId id = new NodeId(request.brokerId());
        if (known != null && known.incarnation().equals(incarnation)) {
            return amend(known, request);
        }
        List<MetadataRecord> facts = new ArrayList<>();
        if (known != null) {
            // KIP-966: only who names its last epoch has stopped in good order, and lost nothing.
            boolean clean = request.previousBrokerEpoch() == known.brokerEpoch();
            facts.addAll(clean ? partitions.gone(id) : partitions.lost(id));
        }
        facts.add(
                new BrokerRegistered(
                        id, request.listeners(), request.rack(), -1, incarnation, true, false));
        return new Decision<>(facts, new Registered(facts.size() - 1));
    }

    private ErrorCode registrationError(BrokerRegistration.Request request) {
        if (!request.clusterId().equals(clusterId)) {
            return ErrorCode.INCONSISTENT_CLUSTER_ID;
        }
        return request.brokerId() < 0 || request.listeners().isEmpty()
                ? ErrorCode.INVALID_REGISTRATION
                : ErrorCode.NONE;
    }

    /** The same process again: its first answer was lost, perhaps. */
    private static Decision<MetadataRecord, ControllerAnswer> amend(
            BrokerRegistered known, BrokerRegistration.Request request) {
        BrokerRegistered amended =
                new BrokerRegistered(
                        known.id(),
                        request.listeners(),
                        request.rack(),
                        known.brokerEpoch(),
                        known.incarnation(),
                        known.fenced(),
                        known.stopping());
        return answer(
                amended.equals(known) ? List.of() : List.of(amended),
                new BrokerRegistration.Response(ErrorCode.NONE, known.brokerEpoch()));
    }

    Decision<MetadataRecord, ControllerAnswer> beat(BrokerHeartbeat.Request request) {
        BrokerRegistered known = broker(request.brokerId());
        ErrorCode error = fencing.heartbeat(known, request.brokerEpoch());
        if (error != ErrorCode.NONE || known == null) {
            return answer(List.of(), BrokerHeartbeat.Response.failed(error));
        }
        boolean caughtUp = request.currentMetadataOffset() >= known.brokerEpoch();
        if (request.wantShutDown()) {
            return letGo(known, caughtUp);
        }
        if (known.fenced() && caughtUp && !request.wantFence()) {
            List<MetadataRecord> facts = new ArrayList<>();
            facts.add(new BrokerChanged(known.id(), known.brokerEpoch(), false, false));
            facts.addAll(partitions.back(known.id()));
            return answer(facts, reply(true, false, false));
        }
        if (!known.fenced() && request.wantFence()) {
            return answer(fenced(known), reply(caughtUp, true, false));
        }
        return answer(List.of(), reply(caughtUp, known.fenced(), false));
    }

    /**
     * A broker that wants to stop may do so as soon as it leads nothing. Kafka's controller waits,
     * too, until every broker has the metadata that says so. Without it a client may be sent by one
     * that is a moment behind to the broker that has gone: it asks again, as after any change of
     * leaders; nobody leads twice for it.
     */
    private Decision<MetadataRecord, ControllerAnswer> letGo(
            BrokerRegistered known, boolean caughtUp) {
        if (known.fenced()) {
            return answer(List.of(), reply(caughtUp, true, true));
        }
        if (!leads(known.id())) {
            return answer(fenced(known), reply(caughtUp, true, true));
        }
        List<MetadataRecord> facts = new ArrayList<>(partitions.gone(known.id()));
        if (!known.stopping()) {
            facts.add(new BrokerChanged(known.id(), known.brokerEpoch(), false, true));
        }
        return answer(facts, reply(caughtUp, false, false));
    }

    private boolean leads(NodeId id) {
        for (TopicState topic : image.topics()) {
            for (PartitionChanged partition : topic.partitions()) {
                if (id.equals(partition.leader())) {
                    return true;
                }
            }
        }
        return false;
    }

    Decision<MetadataRecord, ControllerAnswer> fence(ControllerCommand.Fence command) {
        BrokerRegistered known = image.broker(command.broker());
        boolean meant =
                known != null && known.brokerEpoch() == command.brokerEpoch() && !known.fenced();
        return new Decision<>(meant && known != null ? fenced(known) : List.of(), new Done());
    }

    /** The broker leaves its ISRs, then is fenced: no fenced broker is in one at any time. */
    private List<MetadataRecord> fenced(BrokerRegistered known) {
        List<MetadataRecord> facts = new ArrayList<>(partitions.gone(known.id()));
        facts.add(new BrokerChanged(known.id(), known.brokerEpoch(), true, false));
        return facts;
    }

    /** A broker that is forgotten will have lost all, should it come back. */
    Decision<MetadataRecord, ControllerAnswer> unregister(UnregisterBroker.Request request) {
        BrokerRegistered known = broker(request.brokerId());
        if (known == null) {
            return answer(
                    List.of(),
                    new UnregisterBroker.Response(
                            ErrorCode.BROKER_ID_NOT_REGISTERED,
                            "Broker ID " + request.brokerId() + " is not currently registered"));
        }
        List<MetadataRecord> facts = new ArrayList<>(partitions.lost(known.id()));
        facts.add(new BrokerUnregistered(known.id(), known.brokerEpoch()));
        return answer(facts, new UnregisterBroker.Response(ErrorCode.NONE, null));
    }

    /** The one broker of a cluster without layer 3: nobody fences it, and it is never unclean. */
    Decision<MetadataRecord, ControllerAnswer> registerAlone(ControllerCommand.RegisterAlone r) {
        BrokerRegistered known = image.broker(r.id());
        BrokerRegistered alone = new BrokerRegistered(r.id(), r.host(), r.port(), r.rack(), -1);
        boolean same = known != null && alone.withEpoch(known.brokerEpoch()).equals(known);
        List<MetadataRecord> facts = new ArrayList<>();
        if (!same) {
            facts.add(alone);
            facts.addAll(partitions.back(r.id()));
        }
        return new Decision<>(facts, new Done());
    }

    private @Nullable BrokerRegistered broker(int number) {
        return number < 0 ? null : image.broker(new NodeId(number));
    }

    private static TopicId incarnation(UUID id) {
        return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static BrokerHeartbeat.Response reply(
            boolean caughtUp, boolean fenced, boolean shouldShutDown) {
        return new BrokerHeartbeat.Response(ErrorCode.NONE, caughtUp, fenced, shouldShutDown);
    }

    private static Decision<MetadataRecord, ControllerAnswer> answer(
            List<MetadataRecord> facts, strata.kernel.request.Response response) {
        return new Decision<>(facts, new Answered(response));
    }
}
