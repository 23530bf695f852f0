package strata.sim.fault;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;

/**
 * Who may be struck: nodes 1 to {@code nodes}, and clients that are nodes themselves, {@code 101}
 * and so on. Clients have no faulty disk and do not crash; but the network is theirs, too.
 *
 * @param actors names of clients that are actors whose ways may be cut as well: {@code p1}
 */
public record Cast(int nodes, int clients, List<String> actors) {
    /** The number of the first client. */
    public static final int FIRST_CLIENT = 101;

    /** One node, and clients that are no nodes. */
    public static final Cast ONE_NODE = new Cast(1, 0);

    public Cast {
        Check.that(1 <= nodes && nodes < FIRST_CLIENT, "%s nodes", nodes);
        Check.that(clients >= 0, "%s clients", clients);
    }

    /** No actor's way is cut. */
    public Cast(int nodes, int clients) {
        this(nodes, clients, List.of());
    }

    /** The nodes' numbers. */
    public List<String> nodeNames() {
        return names(1, nodes);
    }

    /** The numbers of clients that are nodes, and the names of those that are not. */
    public List<String> clientNames() {
        List<String> names = names(FIRST_CLIENT, clients);
        names.addAll(actors);
        return names;
    }

    private static List<String> names(int first, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(Integer.toString(first + i));
        }
        return names;
    }
}
