package strata.sim.check;

/**
 * Judges what clients did and saw in a run, when it is over: looks for every {@link Anomaly}, and
 * says of each whether the protocol allows it in this configuration.
 *
 * <p>It takes nothing but {@link OperationRecord}, so it can judge one broker or a cluster, a
 * simulated or a real one. Its work grows with the number of values sent and read, times a
 * logarithm.
 */
public final class Checker {
    private Checker() {}

    /** Checks everything. */
    public static CheckReport check(OperationRecord operations) {
        Evidence evidence = new Evidence(operations);
        Findings findings = new Findings(operations.configuration());
        new OffsetChecks(evidence, findings).check();
        new ReadChecks(evidence, findings).check();
        new PollOrderChecks(evidence, findings).check();
        // After the polls: they have found out who read on across a place.
        new LossChecks(evidence, findings).check();
        new SendOrderChecks(evidence, findings).check();
        new CycleChecks(evidence, findings).check();
        return findings.report(evidence.steps());
    }
}
