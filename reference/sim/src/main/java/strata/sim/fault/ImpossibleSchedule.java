package strata.sim.fault;

/**
 * A schedule says what its scenario cannot do: a choice out of its range, a fault on a node that is
 * not there. It may have been saved before the scenario was changed.
 */
public final class ImpossibleSchedule extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ImpossibleSchedule(String message) {
        super(message);
    }
}
