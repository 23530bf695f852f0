package strata.sim.fault;

import java.util.ArrayList;
import java.util.List;
import strata.sim.SeededRandom;

/** Draws whom faults of one kind strike. */
final class TargetDraw {
    private final SeededRandom random;
    private final List<String> nodes;
    private final List<String> clients;

    TargetDraw(SeededRandom random, Cast cast) {
        this.random = random;
        this.nodes = cast.nodeNames();
        this.clients = cast.clientNames();
    }

    /** Whether there is a way from one host to another. */
    boolean hasWays() {
        return nodes.size() + clients.size() > 1;
    }

    Target of(Effect effect) {
        return switch (effect) {
            case Effect.OnNode onNode -> Target.parse("n" + random.oneOf(nodes));
            case Effect.OnWay onWay -> way();
            case Effect.OnAll onAll -> Target.ALL;
        };
    }

    /** Two groups, at times three, each with a node; the clients are among them. */
    List<List<String>> groups() {
        int count = nodes.size() >= 3 && random.chance(15) ? 3 : 2;
        List<List<String>> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(new ArrayList<>());
        }
        List<String> left = new ArrayList<>(nodes);
        // One alone against the rest is half of all splits.
        boolean alone = random.chance(50);
        for (int i = 0; i < count - 1 && !left.isEmpty(); i++) {
            groups.get(i).add(left.remove(random.nextInt(left.size())));
        }
        for (String node : left) {
            groups.get(alone ? count - 1 : random.nextInt(count)).add(node);
        }
        if (groups.get(count - 1).isEmpty()) {
            List<String> fullest = groups.get(0).size() > 1 ? groups.get(0) : groups.get(count - 2);
            if (fullest.size() > 1) {
                groups.get(count - 1).add(fullest.remove(fullest.size() - 1));
            }
        }
        for (String client : clients) {
            groups.get(random.nextInt(count)).add(client);
        }
        if (groups.get(count - 1).isEmpty()) {
            groups.get(count - 1).addAll(clients.isEmpty() ? nodes : clients);
            clients.forEach(groups.get(0)::remove);
        }
        return groups;
    }

    private Target way() {
        String node = random.oneOf(nodes);
        boolean toClient = !clients.isEmpty() && (nodes.size() == 1 || random.chance(30));
        List<String> others = new ArrayList<>(toClient ? clients : nodes);
        others.remove(node);
        if (others.isEmpty()) {
            return Target.way(node, node);
        }
        String other = random.oneOf(others);
        return random.chance(50) ? Target.way(node, other) : Target.way(other, node);
    }
}
