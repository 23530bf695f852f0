package strata.sim.fault;

import java.util.Locale;
import strata.kernel.NodeId;

/** Whom a fault strikes. */
public sealed interface Target {
    /** Everybody, or whom the effect itself names. */
    record All() implements Target {
        @Override
        public String toString() {
            return "";
        }
    }

    /** One node; in a schedule {@code n1}. */
    record OneNode(NodeId id) implements Target {
        @Override
        public String toString() {
            return "n" + id;
        }
    }

    /**
     * The way from one host to another; in a schedule {@code 1>2}.
     *
     * @param from a node's number, or a client's name
     * @param to likewise
     */
    record Way(String from, String to) implements Target {
        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    Target ALL = new All();

    static Target node(int number) {
        return new OneNode(new NodeId(number));
    }

    static Target way(String from, String to) {
        return new Way(from, to);
    }

    /** Whether a word of a schedule is a target: {@code n1} or {@code 1>2}. */
    static boolean isTarget(String word) {
        return word.indexOf('>') > 0 || word.matches("n[0-9]+");
    }

    /** Reads one that is not {@link #ALL}. */
    static Target parse(String word) {
        int arrow = word.indexOf('>');
        if (arrow > 0 && arrow < word.length() - 1) {
            return way(word.substring(0, arrow), word.substring(arrow + 1));
        }
        if (word.matches("n[0-9]+")) {
            return node(Integer.parseInt(word.substring(1)));
        }
        throw new IllegalArgumentException(
                String.format(Locale.ROOT, "neither a node (n1) nor a way (1>2): %s", word));
    }
}
