package strata.wire;

import java.util.List;
import strata.kernel.ErrorCode;

/** What the APIs of the metadata quorum share: all of them are about one partition. */
final class QuorumTypes {
    /** The metadata log's topic (KIP-595). */
    static final String TOPIC = "__cluster_metadata";

    /** Its only partition. */
    static final int PARTITION = 0;

    private QuorumTypes() {}

    /**
     * The only element, that of the metadata log.
     *
     * @param refusal what to answer if there is none, or more
     */
    static <E> E only(List<E> elements, Refusing refusal) {
        if (elements.size() != 1) {
            throw refusal.refused();
        }
        return elements.get(0);
    }

    /** Refuses if a topic and a partition are not those of the metadata log. */
    static void require(String topic, int partition, Refusing refusal) {
        if (partition != PARTITION || !topic.equals(TOPIC)) {
            throw refusal.refused();
        }
    }

    /** Makes a refusal. */
    interface Refusing {
        RefusedRequest refused();
    }

    /** Whether Kafka tells an error of the request, and not of the partition. */
    static boolean isOfTheRequest(ErrorCode error) {
        return switch (error) {
            case INVALID_REQUEST, INCONSISTENT_CLUSTER_ID, CLUSTER_AUTHORIZATION_FAILED -> true;
            default -> false;
        };
    }

    /** The only element in an answer. */
    static <E> E only(List<E> elements) {
        if (elements.size() != 1) {
            throw new IllegalArgumentException(
                    "an answer with " + elements.size() + " elements where one must be");
        }
        return elements.get(0);
    }
}
