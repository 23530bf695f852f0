package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * FindCoordinator (key 10): which broker coordinates a group or a transactional id.
 *
 * <p>Where no layer coordinates groups it is advertised all the same, in its oldest version:
 * librdkafka takes it for a sign that lz4 is understood, and would silently send everything
 * uncompressed.
 */
public final class FindCoordinator {
    private FindCoordinator() {}

    /** The key type of groups. */
    public static final byte GROUP = 0;

    /** The key type of transactional ids. */
    public static final byte TRANSACTION = 1;

    /**
     * @param keyType {@link #GROUP}, {@link #TRANSACTION} or one that is not known
     * @param keys ids; before version 4 exactly one
     */
    public record Request(byte keyType, List<String> keys)
            implements strata.kernel.request.Request {}

    /**
     * @param coordinators in the order of the request
     */
    public record Response(List<Coordinator> coordinators)
            implements strata.kernel.request.Response {}

    /**
     * @param message what is wrong; null for nothing
     * @param nodeId -1 with an error
     * @param host as clients are to connect to it; empty with an error
     * @param port -1 with an error
     */
    public record Coordinator(
            String key,
            ErrorCode error,
            @Nullable String message,
            int nodeId,
            String host,
            int port) {
        /** None. */
        public static Coordinator failed(String key, ErrorCode error, @Nullable String message) {
            return new Coordinator(key, error, message, -1, "", -1);
        }
    }
}
