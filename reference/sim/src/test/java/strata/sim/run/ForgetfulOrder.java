package strata.sim.run;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.sim.history.Promise;
import strata.sim.scenario.Scenario;
import strata.sim.toy.TallyCodec;
import strata.sim.toy.TallyNode;

/** What the rules forbid: a node that does things in the order of a hash set of plain objects. */
public final class ForgetfulOrder implements Node {
    /** Its hash is its identity, which another JVM draws anew. */
    private static final class Thing {
        private final String name;

        Thing(String name) {
            this.name = name;
        }
    }

    private final TallyNode tally = new TallyNode(Promise.IN_PAGE_CACHE);

    private ForgetfulOrder() {}

    /** Prints its trace hashes, as {@link TraceHashes} does. */
    public static void main(String[] args) {
        Scenario scenario =
                Scenario.named("forgetful-order")
                        .forSeconds(1)
                        .staged(
                                stage -> {
                                    stage.acknowledgementsPromise(Promise.IN_PAGE_CACHE);
                                    stage.node(ForgetfulOrder::new, new TallyCodec());
                                });
        TraceHashes.print(List.of(scenario), Long.parseLong(args[1]), Long.parseLong(args[2]));
    }

    @Override
    public void start(NodeContext context) {
        Set<Thing> things = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            things.add(new Thing("thing-" + i));
        }
        things.forEach(thing -> context.storage().open(thing.name));
        tally.start(context);
    }

    @Override
    public void handle(Event event) {
        tally.handle(event);
    }

    @Override
    public void turnEnded() {
        tally.turnEnded();
    }
}
