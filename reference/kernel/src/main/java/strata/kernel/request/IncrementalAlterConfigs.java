package strata.kernel.request;

import java.util.List;
import strata.kernel.Nullable;

/** IncrementalAlterConfigs (key 44): changes single keys of a resource (KIP-339). */
public final class IncrementalAlterConfigs {
    private IncrementalAlterConfigs() {}

    /**
     * @param validateOnly check and answer, change nothing
     */
    public record Request(List<Resource> resources, boolean validateOnly)
            implements strata.kernel.request.Request {}

    /**
     * @param type as in {@link DescribeConfigs.Resource}
     * @param changes in the order given; all of them are made or none
     */
    public record Resource(byte type, String name, List<Change> changes) {}

    /**
     * A change of one key.
     *
     * @param operation one of the constants here; the broker refuses any other number
     * @param value the new value, or what is added to a list or taken from it; null is an error but
     *     for {@link #DELETE}
     */
    public record Change(String name, byte operation, @Nullable String value) {
        public static final byte SET = 0;

        /** Back to the default. */
        public static final byte DELETE = 1;

        /** Adds elements to a list. */
        public static final byte APPEND = 2;

        /** Takes elements from a list. */
        public static final byte SUBTRACT = 3;
    }

    public record Response(List<AlterConfigs.ResourceResult> resources)
            implements strata.kernel.request.Response {}
}
