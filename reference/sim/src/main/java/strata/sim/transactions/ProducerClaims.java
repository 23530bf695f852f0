package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.transactions.ProducerView;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * What partitions know of their producers follows from their logs: leader, followers, and who has
 * started anew know the same at the same place of the same log.
 */
final class ProducerClaims {
    private final SimWorld world;
    private final Map<Place, List<ProducerView>> known = new LinkedHashMap<>();

    /** A log's beginning: up to an offset, where the last batch is of an epoch. */
    private record Place(String directory, long endOffset, int epoch) {}

    ProducerClaims(SimWorld world) {
        this.world = world;
    }

    SimWorld world() {
        return world;
    }

    /** After the batches of a log up to an offset, this is what is known. */
    void lived(String directory, long endOffset, int epoch, List<ProducerView> producers) {
        Place place = new Place(directory, endOffset, epoch);
        List<ProducerView> before = known.putIfAbsent(place, producers);
        if (before == null) {
            return;
        }
        if (!before.equals(producers)) {
            throw differs(directory, endOffset, producers, before);
        }
    }

    private RuntimeException differs(
            String directory, long endOffset, List<ProducerView> now, List<ProducerView> before) {
        List<ProducerView> only = new ArrayList<>(now);
        only.removeAll(before);
        List<ProducerView> lacking = new ArrayList<>(before);
        lacking.removeAll(now);
        throw world.breach(
                Breach.of(
                        "producers-differ",
                        "What is known of producers follows from the log alone",
                        directory
                                + " up to offset "
                                + endOffset
                                + ": here "
                                + only
                                + ", elsewhere or before "
                                + lacking,
                        directory));
    }
}
