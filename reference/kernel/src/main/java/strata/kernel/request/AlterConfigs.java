package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** AlterConfigs (key 33): replaces all that was set for a resource. */
public final class AlterConfigs {
    private AlterConfigs() {}

    /**
     * @param validateOnly check and answer, change nothing
     */
    public record Request(List<Resource> resources, boolean validateOnly)
            implements strata.kernel.request.Request {}

    /**
     * @param type as in {@link DescribeConfigs.Resource}
     * @param configs all that is to be set from now on; a key not named goes back to its default
     */
    public record Resource(byte type, String name, List<Config> configs) {}

    /**
     * @param value null is an error
     */
    public record Config(String name, @Nullable String value) {}

    public record Response(List<ResourceResult> resources)
            implements strata.kernel.request.Response {}

    public record ResourceResult(
            ErrorCode error, @Nullable String errorMessage, byte type, String name) {}
}
