package strata.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import strata.sim.run.TraceHashes;

/** Prints the trace hashes of {@link Chatter}: three nodes, two clients and all of the network. */
public final class ChatterHashes {
    private ChatterHashes() {}

    /** Takes what {@link TraceHashes} takes; the scenario is always the same. */
    public static void main(String[] args) {
        Scenario chatter = Chatter.scenario(new ArrayList<>(), stage -> {});
        TraceHashes.print(List.of(chatter), Long.parseLong(args[1]), Long.parseLong(args[2]));
    }
}
