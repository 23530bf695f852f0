package strata.examples.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.Trace;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SimWorld;

/**
 * Reads what nodes send, and says where a run leaves the right path: nothing is broken yet, but a
 * node says what is not true of the disks, or what it has said otherwise before. It knows of no
 * mistake.
 */
final class Strays {
    private final SimWorld world;
    private final Map<NodeId, RegisterNode> programs = new TreeMap<>();
    // By epoch and voter: who has the vote.
    private final Map<String, NodeId> votes = new TreeMap<>();
    // The last state that each node has sent as a primary.
    private final Map<NodeId, State> copied = new TreeMap<>();

    Strays(SimWorld world) {
        this.world = world;
    }

    /** The same program; what it sends is read from now on. */
    Node follow(NodeId id, RegisterNode program) {
        return new Node() {
            @Override
            public void start(NodeContext context) {
                program.start(new Heard(context));
                // Until then its disk is as the life before has left it.
                programs.put(id, program);
            }

            @Override
            public void handle(Event event) {
                program.handle(event);
            }
        };
    }

    private void sends(NodeId from, NodeId to, Message message) {
        switch (message) {
            case Answer.Written written -> acknowledges(to, written);
            case Peering.VoteRequest request -> votes(from, from, request.epoch());
            case Peering.Vote vote -> {
                votes(from, to, vote.epoch());
                long stored = stored(from).promised();
                if (stored < vote.epoch()) {
                    world.strayed(
                            named(from)
                                    + " tells its vote in epoch "
                                    + vote.epoch()
                                    + ", and its disk has only epoch "
                                    + stored);
                }
            }
            case Peering.Copy copy -> copies(from, copy.state());
            default -> {
                // It promises nothing.
            }
        }
    }

    /** Nothing is lost yet where too few disks hold a write; but from here on it may be. */
    private void acknowledges(NodeId to, Answer.Written written) {
        List<String> holders = new ArrayList<>();
        for (NodeId id : programs.keySet()) {
            if (stored(id).state().holds(to.number(), written.number())) {
                holders.add(named(id));
            }
        }
        if (holders.size() < Rules.MAJORITY) {
            long value = Question.Write.valueOf(to.number(), written.number());
            String who =
                    holders.isEmpty()
                            ? "none of the " + RegisterNode.CLUSTER.size()
                            : "only "
                                    + String.join(" and ", holders)
                                    + " of "
                                    + RegisterNode.CLUSTER.size();
            world.strayed(
                    who + (holders.size() == 1 ? " has " : " have ") + value, Long.toString(value));
        }
    }

    private void votes(NodeId voter, NodeId candidate, long epoch) {
        NodeId other = votes.putIfAbsent(epoch + " " + voter, candidate);
        if (other != null && !other.equals(candidate)) {
            world.strayed(
                    named(voter)
                            + " votes for "
                            + named(candidate)
                            + " in epoch "
                            + epoch
                            + ", in which it has voted for "
                            + named(other));
        }
    }

    private void copies(NodeId primary, State now) {
        State before = copied.put(primary, now);
        long value = now.value();
        if (before == null || before.epoch() != now.epoch() || before.value() == value) {
            return;
        }
        if (before.holds(Question.Write.clientOf(value), Question.Write.numberOf(value))) {
            world.strayed(
                    value + " takes effect a second time, over " + before.value(),
                    Long.toString(value),
                    Long.toString(before.value()));
        }
    }

    private Stored stored(NodeId id) {
        RegisterNode program = programs.get(id);
        return program == null ? Stored.NOTHING : program.stored();
    }

    private static String named(NodeId id) {
        return "n" + id;
    }

    /** A node's world, in which somebody listens to what it sends. */
    private final class Heard implements NodeContext {
        private final NodeContext context;

        Heard(NodeContext context) {
            this.context = context;
        }

        @Override
        public void send(NodeId to, Message message) {
            sends(self(), to, message);
            context.send(to, message);
        }

        @Override
        public NodeId self() {
            return context.self();
        }

        @Override
        public Clock clock() {
            return context.clock();
        }

        @Override
        public RandomSource random() {
            return context.random();
        }

        @Override
        public Storage storage() {
            return context.storage();
        }

        @Override
        public Trace trace() {
            return context.trace();
        }

        @Override
        public void reply(RequestId to, Response response) {
            context.reply(to, response);
        }

        @Override
        public void sync(List<StorageFile> files, SyncId id) {
            context.sync(files, id);
        }

        @Override
        public void setTimer(Timer timer, long delayMs) {
            context.setTimer(timer, delayMs);
        }

        @Override
        public void cancelTimer(Timer timer) {
            context.cancelTimer(timer);
        }
    }
}
