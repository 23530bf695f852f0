package strata.sim.fault;

/**
 * One thing that goes wrong in a run.
 *
 * @param trigger when
 * @param target whom it strikes: a node for what happens to a node, a way for what happens on a
 *     way, {@link Target#ALL} for the others (see {@link Effect})
 * @param effect what it does
 */
public record Fault(Trigger trigger, Target target, Effect effect) {
    public Fault {
        String wrong = effect.whyNotOn(target);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(effect + " on '" + target + "': " + wrong);
        }
    }

    /** A fault at a time, in virtual microseconds since the start. */
    public static Fault at(long us, Target target, Effect effect) {
        return new Fault(new Trigger.AtTime(us), target, effect);
    }

    /** The same fault with another effect. */
    public Fault with(Effect other) {
        return new Fault(trigger, target, other);
    }

    /** The same fault at another time. */
    public Fault atUs(long us) {
        return at(us, target, effect);
    }
}
