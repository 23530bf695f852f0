package strata.sim.fault;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;

/**
 * Who may be struck: nodes 1 to {@code nodes}, and clients that are nodes themselves, {@code 101}
 * and so on. Clients have no faulty disk and do not crash; but the network is theirs, too.
 */
public record Cast(int nodes, int clients) {
    /** The number of the first client. */
    public static final int FIRST_CLIENT = 101;

    /** One node, and clients that are no nodes. */
    public static final Cast ONE_NODE = new Cast(1, 0);

    public Cast {
        Check.that(1 <= nodes && nodes < FIRST_CLIENT, "%s nodes", nodes);
        Check.that(clients >= 0, "%s clients", clients);
    }

    /** The nodes' numbers. */
    public List<String> nodeNames() {
        return names(1, nodes);
    }

    /** The numbers of clients that are nodes. */
    public List<String> clientNames() {
        return names(FIRST_CLIENT, clients);
    }

    private static List<String> names(int first, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(Integer.toString(first + i));
        }
        return names;
    }
}
