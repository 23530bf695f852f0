package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.sim.Breach;
import strata.sim.Operations;
import strata.sim.SeededRandom;
import strata.sim.SimWorld;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;

/**
 * Three nodes that pass words on to each other and two clients that say them: enough of a cluster
 * to see whether a run is the same again. Its claim is too strong on purpose: no word arrives
 * twice.
 */
final class Chatter {
    private record Next() implements Timer {}

    private record Word(String text, int hops) implements Message {}

    /** A run's own things. */
    private static final class Shared {
        private final Map<String, Integer> told = new LinkedHashMap<>();
        // "c101 5 at 123456: word-7", one for each operation.
        private final List<String> said = new ArrayList<>();
    }

    private Chatter() {}

    /** Adds draws that the scenario does not need, at its start; for tests of replay. */
    interface More {
        void draw(Stage stage);
    }

    static Scenario scenario(List<String> said, More more) {
        return Scenario.named("chatter")
                .on(3, 2)
                .withFaults(
                        FaultBudget.none()
                                .crashes(2, CrashMode.values())
                                .pauses(1)
                                .slowNodes(1)
                                .clockDrifts(1)
                                .splits(2)
                                .cuts(2)
                                .slowLinks(2)
                                .resetsOfOne(4)
                                .resetConnections(1))
                .forSeconds(2)
                .staged(stage -> stage(stage, said, more));
    }

    private static void stage(Stage stage, List<String> said, More more) {
        more.draw(stage);
        Shared shared = new Shared();
        int gapMs = stage.choice("gap-ms", 5, 30);
        stage.nodes(3, id -> new Passer(stage.world(), shared));
        stage.clients(2, id -> new Sayer(stage, shared, "c" + id, gapMs));
        stage.mustShow(
                () -> {
                    said.clear();
                    said.addAll(shared.said);
                    return shared.told.isEmpty() ? "nobody heard anything" : null;
                });
    }

    /** Passes each word on, and again when it does not know whether it arrived. */
    private static final class Passer implements Node {
        private final SimWorld world;
        private final Shared shared;
        private final Map<NodeId, Word> last = new LinkedHashMap<>();
        private @Nullable NodeContext context;

        Passer(SimWorld world, Shared shared) {
            this.world = world;
            this.shared = shared;
        }

        @Override
        public void start(NodeContext given) {
            context = given;
        }

        @Override
        public void handle(Event event) {
            NodeContext here = Objects.requireNonNull(context);
            if (event instanceof Event.MessageArrived arrived
                    && arrived.message() instanceof Word word) {
                String key = word.text + "@" + word.hops;
                int times = shared.told.merge(key, 1, Integer::sum);
                if (times > 1) {
                    throw world.breach(
                            Breach.of("said-twice", "No word arrives twice", key + " did"));
                }
                if (word.hops < 4) {
                    NodeId to = new NodeId(1 + (here.self().number() + word.hops) % 3);
                    Word next = new Word(word.text, word.hops + 1);
                    last.put(to, next);
                    here.send(to, next);
                }
            } else if (event instanceof Event.PeerDisconnected gone) {
                Word again = last.get(gone.peer());
                if (again != null) {
                    here.send(gone.peer(), again);
                }
            }
        }
    }

    /** Says a word to some node now and then. */
    private static final class Sayer implements Node {
        private final SimWorld world;
        private final Shared shared;
        private final String name;
        private final Operations operations;
        private final int gapMs;
        private @Nullable NodeContext context;

        Sayer(Stage stage, Shared shared, String name, int gapMs) {
            this.world = stage.world();
            this.shared = shared;
            this.name = name;
            this.operations = stage.operations(name);
            this.gapMs = gapMs;
        }

        @Override
        public void start(NodeContext given) {
            context = given;
            given.setTimer(new Next(), 1);
        }

        @Override
        public void handle(Event event) {
            NodeContext here = Objects.requireNonNull(context);
            if (!(event instanceof Event.TimerFired) || !operations.goOn()) {
                return;
            }
            long number = operations.next();
            here.setTimer(new Next(), operations.gapMs(number, 1, gapMs));
            if (!operations.isLeftOut(number)) {
                SeededRandom chance = operations.chance(number);
                Word word = new Word(name + "-" + number + "-" + chance.nextInt(1000), 0);
                shared.said.add(
                        number + " of " + name + " at " + world.nowUs() / 1000 + ": " + word);
                here.send(new NodeId(1 + chance.nextInt(3)), word);
            }
        }
    }
}
