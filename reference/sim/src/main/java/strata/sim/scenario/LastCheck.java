package strata.sim.scenario;

import strata.sim.Breach;
import strata.sim.SimWorld;
import strata.sim.check.CheckReport;
import strata.sim.check.Checker;
import strata.sim.check.Finding;
import strata.sim.check.OperationRecord;
import strata.sim.check.Placed;

/** The check of all that clients did, when a run is over. */
final class LastCheck {
    private LastCheck() {}

    /**
     * Checks it, and tells the world.
     *
     * @throws strata.sim.BreachFound on an anomaly that is not legal; or is, and is not declared
     */
    static void of(OperationRecord operations, SimWorld world) {
        CheckReport report = Checker.check(operations);
        // Those that are not legal come first: a legal one hides none.
        for (Finding finding : report.findings()) {
            Breach breach = breach(finding);
            if (finding.isLegal()) {
                world.found(breach);
            } else {
                throw world.breach(breach);
            }
        }
    }

    private static Breach breach(Finding finding) {
        boolean isNamedOtherwise = !finding.name().equals(finding.anomaly().label());
        return new Breach(
                finding.name(),
                finding.anomaly().claim(),
                (isNamedOtherwise ? finding.anomaly().label() + ": " : "") + finding.told(),
                finding.places().stream().map(Placed::value).distinct().toList(),
                null);
    }
}
