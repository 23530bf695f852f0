package strata.kernel;

/**
 * A node of the cluster ({@code node.id}).
 *
 * @param number at least 0
 */
public record NodeId(int number) implements Comparable<NodeId> {
    public NodeId {
        Check.that(number >= 0, "node.id %s is negative", number);
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
