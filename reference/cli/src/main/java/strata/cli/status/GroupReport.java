package strata.cli.status;

import java.util.List;
import java.util.Map;

/**
 * How a group is.
 *
 * @param protocol {@code classic} or {@code consumer}
 * @param type what its members are to each other: {@code consumer}, but for Connect and the like;
 *     empty while it has had none
 * @param assignor empty for none
 * @param coordinator the node
 * @param memberCount -1 when it did not say
 * @param topics in which it has committed offsets
 */
public record GroupReport(
        String id,
        String protocol,
        String type,
        String state,
        String assignor,
        int coordinator,
        int memberCount,
        Map<String, Lag> topics) {
    /**
     * How far committed offsets are behind the ends of their partitions.
     *
     * @param offsets the sum
     * @param untoldCount so many partitions are not in it, as nobody tells their ends
     */
    public record Lag(long offsets, int untoldCount) {
        static final Lag NONE = new Lag(0, 0);

        Lag and(Lag other) {
            return new Lag(offsets + other.offsets, untoldCount + other.untoldCount);
        }
    }

    /**
     * All groups.
     *
     * @param groups those that lag most first
     * @param untold why there may be more of them, in sentences
     */
    public record All(List<GroupReport> groups, List<String> untold) {}

    /** Of all its partitions. */
    public Lag lag() {
        return topics.values().stream().reduce(Lag.NONE, Lag::and);
    }
}
