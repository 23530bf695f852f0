package strata.sim.scenario;

import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.check.CheckReport;
import strata.sim.check.Checker;
import strata.sim.check.Finding;
import strata.sim.check.Placed;
import strata.sim.history.History;

/** The check of all that clients did, when a run is over. */
final class LastCheck {
    private final CheckReport report;
    private final Scenario scenario;

    private LastCheck(CheckReport report, Scenario scenario) {
        this.report = report;
        this.scenario = scenario;
    }

    static LastCheck of(History history, Scenario scenario) {
        return new LastCheck(Checker.check(history.operations()), scenario);
    }

    /** What broke: an anomaly that is not legal, or not declared; null when nothing did. */
    @Nullable Breach breach() {
        for (Finding finding : report.findings()) {
            boolean declared = scenario.allowed().contains(finding.anomaly());
            if (!finding.isLegal() || !declared) {
                return new Breach(
                        finding.anomaly().label(),
                        finding.anomaly().claim(),
                        finding.told() + (finding.isLegal() ? "; yet nobody declared it" : ""),
                        finding.places().stream().map(Placed::value).distinct().toList(),
                        null);
            }
        }
        return null;
    }

    /** The anomalies that the protocol allows and the run has shown; empty for none. */
    String allowed() {
        return report.allowed();
    }
}
