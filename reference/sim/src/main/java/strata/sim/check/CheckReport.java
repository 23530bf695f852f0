package strata.sim.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import strata.sim.Verdict;

/**
 * What a check of operations found.
 *
 * @param findings those that are not legal first; of one kind at most {@link #TOLD_MAX}
 * @param illegal how many there are that are not legal, also beyond those told
 * @param legal how many there are that the protocol allows
 * @param steps how much work it was: elementary steps, which do not depend on the machine
 */
public record CheckReport(List<Finding> findings, long illegal, long legal, long steps) {
    /** How many findings of one anomaly, legal or not, are kept in full; the others are counted. */
    public static final int TOLD_MAX = 20;

    /** PASS without findings, EXPECTED when all are legal, else FAIL: none hides another. */
    public Verdict verdict() {
        if (illegal > 0) {
            return Verdict.FAIL;
        }
        return legal > 0 ? Verdict.EXPECTED : Verdict.PASS;
    }

    /** Every anomaly that was found, legal or not. */
    public Set<Anomaly> anomalies() {
        EnumSet<Anomaly> all = EnumSet.noneOf(Anomaly.class);
        findings.forEach(finding -> all.add(finding.anomaly()));
        return all;
    }

    /** Those that are not legal. */
    public Set<Anomaly> broken() {
        EnumSet<Anomaly> all = EnumSet.noneOf(Anomaly.class);
        findings.stream().filter(f -> !f.isLegal()).forEach(f -> all.add(f.anomaly()));
        return all;
    }

    /** Those that are legal, by name, with commas between. */
    public String allowed() {
        return findings.stream()
                .filter(Finding::isLegal)
                .map(finding -> finding.anomaly().label())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Every finding for a person; empty when there is none. */
    public String told() {
        return findings.stream().map(Finding::lesson).collect(Collectors.joining("\n"));
    }
}
