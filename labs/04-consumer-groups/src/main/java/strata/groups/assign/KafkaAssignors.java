package strata.groups.assign;

import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;

/** The six ways to share out, under Kafka's names. They have no state: one instance is enough. */
public final class KafkaAssignors implements Assignors {
    private final Assignor range = new RangeAssignor();
    private final Assignor roundRobin = new RoundRobinAssignor();
    private final Assignor sticky = new StickyAssignor("sticky");
    private final Assignor cooperativeSticky = new CooperativeStickyAssignor();
    private final Assignor uniform = new StickyAssignor("uniform");

    @Override
    public Assignor range() {
        return range;
    }

    @Override
    public Assignor roundRobin() {
        return roundRobin;
    }

    @Override
    public Assignor sticky() {
        return sticky;
    }

    @Override
    public Assignor cooperativeSticky() {
        return cooperativeSticky;
    }

    @Override
    public Assignor uniform() {
        return uniform;
    }

    @Override
    public Assignor serverRange() {
        return range;
    }
}
