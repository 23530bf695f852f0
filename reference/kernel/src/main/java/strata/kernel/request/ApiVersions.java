package strata.kernel.request;

import java.util.List;
import java.util.Set;

/** ApiVersions (key 18): what this node serves. */
public final class ApiVersions {
    private ApiVersions() {}

    /**
     * @param softwareName the client library's name; empty before version 3
     * @param softwareVersion likewise
     */
    public record Request(String softwareName, String softwareVersion)
            implements strata.kernel.request.Request {}

    /**
     * @param apis what is served; {@code wire} knows each one's versions
     * @param features of the cluster and of this node; told from version 3 on
     */
    public record Response(Set<Api> apis, Features features)
            implements strata.kernel.request.Response {
        /** Of a node that knows no features. */
        public Response(Set<Api> apis) {
            this(apis, Features.NONE);
        }
    }

    /**
     * What the nodes of a cluster have agreed to do, and what this one could do (KIP-584).
     *
     * @param epoch of what is finalized, never falling: the offset of the metadata record that
     *     changed it last; -1 where nothing is known, and then nothing is finalized. Clients keep
     *     what they have heard with the highest one
     * @param finalized at most one of a name; one of level 0 is off, and not told
     * @param supported at most one of a name; one that begins at level 0 is told from version 4 on,
     *     as an older client cannot read it (KAFKA-17011)
     */
    public record Features(
            long epoch, List<FinalizedFeature> finalized, List<SupportedFeature> supported) {
        /** None, and nothing known of any. */
        public static final Features NONE = new Features(-1L, List.of(), List.of());
    }

    /** A feature at the level that the whole cluster has agreed upon. */
    public record FinalizedFeature(String name, short level) {}

    /**
     * A feature that a node has.
     *
     * @param oldest the lowest level that it can do; 0 for one that may be off
     * @param newest the highest one
     */
    public record SupportedFeature(String name, short oldest, short newest) {}
}
