package strata.kernel.request;

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
     */
    public record Response(Set<Api> apis) implements strata.kernel.request.Response {}
}
