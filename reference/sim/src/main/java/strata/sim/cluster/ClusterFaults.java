package strata.sim.cluster;

import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;

/** Budgets of faults that several kinds of scenario share. */
public final class ClusterFaults {
    private ClusterFaults() {}

    /** Some of each. */
    public static FaultBudget everything(FaultBudget none) {
        return none.crashes(5, CrashMode.values())
                .losingPowerOnAtMost(1)
                .withinOperations(1_500)
                .restarts(1)
                .failedWrites(1)
                .slowDisks(1)
                .clockJumps(1)
                .clockDrifts(1)
                .pauses(1)
                .slowNodes(1)
                .splits(1)
                .cuts(2)
                .slowLinks(1)
                .resetsOfOne(2)
                .resetConnections(1);
    }
}
