package strata.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.Feature;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.FeatureCollection;
import org.apache.kafka.common.message.BrokerRegistrationRequestData.ListenerCollection;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.Listener;

/**
 * BrokerRegistration, versions 0 to 4. From 3 on a broker says in which epoch it stopped (KIP-966).
 * Directories, security protocols and the migration from ZooKeeper are passed over.
 */
final class BrokerRegistrationCodec {
    private static final short FIRST_WITH_MIGRATION = 1;
    private static final short FIRST_WITH_DIRECTORIES = 2;
    private static final short FIRST_WITH_PREVIOUS_EPOCH = 3;
    private static final long NO_EPOCH = -1L;

    private BrokerRegistrationCodec() {}

    static BrokerRegistration.Request read(FrameReader from, short version) {
        // As BrokerRegistrationRequestData has it, which hashes listeners and features: see
        // Unhashed.
        boolean flexible = ServedVersions.BROKER_REGISTRATION.isFlexible(version);
        int brokerId = from.readInt();
        String clusterId = from.readString(flexible);
        UUID incarnationId = new UUID(from.readLong(), from.readLong());
        int listenerCount = from.readCollectionSize(flexible);
        List<Listener> listeners = new ArrayList<>(listenerCount);
        for (int i = 0; i < listenerCount; i++) {
            BrokerRegistrationRequestData.Listener listener =
                    new BrokerRegistrationRequestData.Listener(from, version);
            listeners.add(new Listener(listener.name(), listener.host(), listener.port()));
        }
        int featureCount = from.readCollectionSize(flexible);
        List<BrokerRegistration.Feature> features = new ArrayList<>(featureCount);
        for (int i = 0; i < featureCount; i++) {
            Feature feature = new Feature(from, version);
            features.add(
                    new BrokerRegistration.Feature(
                            feature.name(),
                            feature.minSupportedVersion(),
                            feature.maxSupportedVersion()));
        }
        String rack = from.readNullableString(flexible);
        if (version >= FIRST_WITH_MIGRATION) {
            from.readByte();
        }
        if (version >= FIRST_WITH_DIRECTORIES) {
            passOverDirectories(from, flexible);
        }
        long previousEpoch = version >= FIRST_WITH_PREVIOUS_EPOCH ? from.readLong() : NO_EPOCH;
        from.skipTaggedFields(flexible);
        return new BrokerRegistration.Request(
                brokerId, clusterId, incarnationId, listeners, features, rack, previousEpoch);
    }

    private static void passOverDirectories(FrameReader from, boolean flexible) {
        int count = from.readCollectionSize(flexible);
        for (int i = 0; i < 2 * count; i++) {
            from.readLong();
        }
    }

    static ApiMessage write(BrokerRegistration.Response response) {
        return new BrokerRegistrationResponseData()
                .setErrorCode(response.error().number())
                .setBrokerEpoch(response.brokerEpoch());
    }

    static ApiMessage ask(BrokerRegistration.Request request) {
        ListenerCollection listeners =
                new ListenerCollection(Unhashed.capacity(request.listeners().size()));
        for (Listener listener : request.listeners()) {
            listeners.add(
                    new BrokerRegistrationRequestData.Listener()
                            .setName(listener.name())
                            .setHost(listener.host())
                            .setPort(listener.port()));
        }
        FeatureCollection features =
                new FeatureCollection(Unhashed.capacity(request.features().size()));
        for (BrokerRegistration.Feature feature : request.features()) {
            features.add(
                    new Feature()
                            .setName(feature.name())
                            .setMinSupportedVersion(feature.minVersion())
                            .setMaxSupportedVersion(feature.maxVersion()));
        }
        UUID incarnation = request.incarnationId();
        return new BrokerRegistrationRequestData()
                .setBrokerId(request.brokerId())
                .setClusterId(request.clusterId())
                .setIncarnationId(
                        new Uuid(
                                incarnation.getMostSignificantBits(),
                                incarnation.getLeastSignificantBits()))
                .setListeners(listeners)
                .setFeatures(features)
                .setRack(request.rack())
                .setPreviousBrokerEpoch(request.previousBrokerEpoch());
    }

    static BrokerRegistration.Response answer(FrameReader from, short version) {
        BrokerRegistrationResponseData data = new BrokerRegistrationResponseData(from, version);
        return new BrokerRegistration.Response(
                ErrorCode.ofNumber(data.errorCode()), data.brokerEpoch());
    }
}
