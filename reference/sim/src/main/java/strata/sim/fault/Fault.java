package strata.sim.fault;

/** One thing that goes wrong in a run. */
public record Fault(Trigger trigger, Effect effect) {
    /** A fault at a time, in virtual microseconds since the start. */
    public static Fault at(long us, Effect effect) {
        return new Fault(new Trigger.AtTime(us), effect);
    }
}
