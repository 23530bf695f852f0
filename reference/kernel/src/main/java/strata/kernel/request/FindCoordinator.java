package strata.kernel.request;

import strata.kernel.ErrorCode;

/**
 * FindCoordinator (key 10): which broker coordinates a group or a transactional id. Provisional: it
 * gets its later versions and its answer with layer 4.
 *
 * <p>Before that it is advertised all the same, in its oldest version: librdkafka takes it for a
 * sign that lz4 is understood, and would silently send everything uncompressed.
 */
public final class FindCoordinator {
    private FindCoordinator() {}

    /**
     * @param key the group's id
     */
    public record Request(String key) implements strata.kernel.request.Request {}

    /**
     * @param error why there is no coordinator
     */
    public record Response(ErrorCode error) implements strata.kernel.request.Response {}
}
