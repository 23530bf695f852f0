package strata.replication.quorum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import strata.kernel.NodeId;

/**
 * Connections between members, in order each, that can be cut. A request that was under way on one
 * that is cut may still be handled later; its answer is lost.
 */
final class ModelNetwork {
    private static final long TIMEOUT_MS = 900;

    /** How a member handles a request. */
    interface Handling<T> {
        void handle(ModelMember receiver, Consumer<T> reply);
    }

    private record Pair(NodeId from, NodeId to) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int c = from.compareTo(other.from);
            return c != 0 ? c : to.compareTo(other.to);
        }
    }

    private static final class UnderWay {
        final ModelMember asker;
        final int life;
        final Consumer<Boolean> failed;
        boolean closed;

        UnderWay(ModelMember asker, Consumer<Boolean> failed) {
            this.asker = asker;
            this.life = asker.life();
            this.failed = failed;
        }
    }

    private static final class Link {
        long lastThereMs;
        long lastBackMs;
        List<UnderWay> underWay = new ArrayList<>();
    }

    private final ModelWorld world;
    private final Map<NodeId, ModelMember> members;
    private final Map<Pair, Link> links = new LinkedHashMap<>();
    // Nothing gets from the one to the other.
    private final TreeSet<Pair> blocked = new TreeSet<>();
    boolean isCalm;

    ModelNetwork(ModelWorld world, Map<NodeId, ModelMember> members) {
        this.world = world;
        this.members = members;
    }

    void block(NodeId from, NodeId to) {
        blocked.add(new Pair(from, to));
    }

    void heal() {
        blocked.clear();
    }

    <T> void ask(
            ModelMember from,
            NodeId to,
            Handling<T> handling,
            Consumer<T> answered,
            Consumer<Boolean> failed) {
        Link link = link(from.id(), to);
        UnderWay request = new UnderWay(from, failed);
        link.underWay.add(request);
        link.lastThereMs = Math.max(link.lastThereMs, world.nowMs() + delayMs());
        world.at(
                link.lastThereMs,
                () -> {
                    boolean lost = request.closed && world.chance().oneIn(2);
                    if (!lost && !isBlocked(from.id(), to)) {
                        deliver(request, to, handling, answered);
                    }
                });
        world.in(
                TIMEOUT_MS,
                () -> {
                    if (!request.closed) {
                        cut(from.id(), to, false);
                    }
                });
    }

    private <T> void deliver(
            UnderWay request, NodeId to, Handling<T> handling, Consumer<T> answered) {
        ModelMember receiver = member(to);
        NodeId from = request.asker.id();
        if (!receiver.isUp()) {
            if (!request.closed && !isBlocked(to, from)) {
                cut(from, to, true);
            }
            return;
        }
        receiver.act(
                () -> handling.handle(receiver, answer -> back(request, to, answer, answered)));
    }

    private <T> void back(UnderWay request, NodeId to, T answer, Consumer<T> answered) {
        NodeId from = request.asker.id();
        Link link = link(from, to);
        link.lastBackMs = Math.max(link.lastBackMs, world.nowMs() + delayMs());
        world.at(
                link.lastBackMs,
                () -> {
                    if (!request.closed && !isBlocked(to, from)) {
                        request.closed = true;
                        link.underWay.remove(request);
                        if (request.asker.life() == request.life) {
                            request.asker.act(() -> answered.accept(answer));
                        }
                    }
                });
    }

    /** The connection from one to another is gone: what was under way has no answer. */
    void cut(NodeId from, NodeId to, boolean dead) {
        Link link = link(from, to);
        List<UnderWay> lost = link.underWay;
        link.underWay = new ArrayList<>();
        for (UnderWay request : lost) {
            if (!request.closed) {
                request.closed = true;
                if (request.asker.life() == request.life) {
                    request.asker.act(() -> request.failed.accept(dead));
                }
            }
        }
    }

    /** A member died: its connections are cut; those that can hear of it do, soon. */
    void died(NodeId dead) {
        for (NodeId other : members.keySet()) {
            link(dead, other).underWay.forEach(request -> request.closed = true);
            link(dead, other).underWay.clear();
            if (!isBlocked(dead, other)) {
                List<UnderWay> lost = new ArrayList<>(link(other, dead).underWay);
                world.in(
                        1 + world.chance().nextInt(5),
                        () -> {
                            if (lost.stream().anyMatch(request -> !request.closed)) {
                                cut(other, dead, false);
                            }
                        });
            }
        }
    }

    private long delayMs() {
        Chance chance = world.chance();
        if (isCalm) {
            return 1L + chance.nextInt(4);
        }
        return chance.oneIn(20) ? chance.nextInt(400) : 1L + chance.nextInt(10);
    }

    private boolean isBlocked(NodeId from, NodeId to) {
        return blocked.contains(new Pair(from, to));
    }

    private ModelMember member(NodeId id) {
        ModelMember member = members.get(id);
        if (member == null) {
            throw new Breach("nobody is " + id);
        }
        return member;
    }

    private Link link(NodeId from, NodeId to) {
        return links.computeIfAbsent(new Pair(from, to), any -> new Link());
    }
}
