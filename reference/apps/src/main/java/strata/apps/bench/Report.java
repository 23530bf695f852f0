package strata.apps.bench;

import java.time.Instant;
import java.util.List;

/**
 * Everything that both reports print.
 *
 * @param contenders what ran, in the order of their turns
 * @param verdicts empty unless the bars were judged
 */
record Report(
        Instant startedAt,
        Machine machine,
        List<Contender> contenders,
        List<Result> results,
        List<Bar.Verdict> verdicts) {

    /** Only a pass passes. */
    boolean passed() {
        return verdicts.stream().allMatch(v -> v.outcome() == Bar.Outcome.PASS);
    }
}
