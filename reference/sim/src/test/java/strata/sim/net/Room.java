package strata.sim.net;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.sim.SimNode;
import strata.sim.SimWorld;

/** Nodes that say what a test plans, and write down what they hear. */
final class Room {
    /** Every message takes as long as every other. */
    static final long DELAY_US = 100;

    static final NetworkTiming EVEN = NetworkTiming.LAN.withDelays(DELAY_US, DELAY_US);

    final SimWorld world;
    // "1 hears a of 2", "1 loses 2", in the order it happened.
    final List<String> heard = new ArrayList<>();
    // When each of it happened, in virtual microseconds.
    final List<Long> heardUs = new ArrayList<>();
    private final List<Say> plan = new ArrayList<>();

    /** Something to be said: several words leave at the end of one turn. */
    private record Say(long atMs, int from, int to, List<String> words) {}

    private record Planned(int index) implements Timer {}

    private record Word(String text) implements Message {}

    Room(long seed, int nodes) {
        world = new SimWorld(seed);
        for (int i = 1; i <= nodes; i++) {
            world.addNode(new NodeId(i), Talker::new);
        }
    }

    Room with(NetworkTiming timing) {
        world.network().timing(timing);
        return this;
    }

    /** Plans that a node says something; before the start. */
    Room say(long atMs, int from, int to, String... words) {
        plan.add(new Say(atMs, from, to, List.of(words)));
        return this;
    }

    Room start() {
        world.nodes().forEach(SimNode::start);
        return this;
    }

    /** Lets time pass up to a moment. */
    Room untilMs(double ms) {
        world.runFor((long) (1000 * ms) - world.nowUs());
        return this;
    }

    SimNode node(int number) {
        return world.node(new NodeId(number));
    }

    Host host(int number) {
        return node(number).host();
    }

    /** What one node heard, and whom it lost. */
    List<String> heardBy(int number) {
        return heard.stream().filter(line -> line.startsWith(number + " ")).toList();
    }

    /** When something was heard; fails when it was not. */
    long heardUs(String line) {
        int at = heard.indexOf(line);
        if (at < 0) {
            throw new AssertionError("never: " + line + ", but " + heard);
        }
        return heardUs.get(at);
    }

    private final class Talker implements Node {
        private @Nullable NodeContext context;

        @Override
        public void start(NodeContext given) {
            context = given;
            for (int i = 0; i < plan.size(); i++) {
                Say say = plan.get(i);
                long inMs = say.atMs - world.nowUs() / 1000;
                if (say.from == given.self().number() && inMs >= 0) {
                    given.setTimer(new Planned(i), inMs);
                }
            }
        }

        @Override
        public void handle(Event event) {
            NodeContext here = java.util.Objects.requireNonNull(context);
            switch (event) {
                case Event.TimerFired fired when fired.timer() instanceof Planned planned -> {
                    Say say = plan.get(planned.index);
                    for (String word : say.words) {
                        here.send(new NodeId(say.to), new Word(word));
                    }
                }
                case Event.MessageArrived arrived ->
                        note(here, "hears " + ((Word) arrived.message()).text, arrived.from());
                case Event.PeerDisconnected gone -> note(here, "loses", gone.peer());
                default -> throw new IllegalStateException("unexpected: " + event);
            }
        }

        private void note(NodeContext here, String what, NodeId of) {
            heard.add(here.self() + " " + what + (what.equals("loses") ? " " : " of ") + of);
            heardUs.add(world.nowUs());
        }
    }
}
