package strata.autograder.grade;

import java.util.List;

/**
 * What a submission was graded with: whoever has the same again gets the same score again.
 *
 * @param suiteHash SHA-256 of the tests and of what they run on, in hexadecimal digits
 * @param saltHash SHA-256 of the course's salt, in hexadecimal digits; empty when there was none
 * @param strata the version of Strata
 * @param layers as {@code layers: log=submission}; of several labs with {@code ; } between them
 * @param jdk the version of the JDK that compiled and ran it
 * @param os name and version of the operating system
 * @param cpus how many it had
 * @param startedAt when, in UTC, as {@code 2026-03-01T10:00:00Z}
 * @param wallMs how long it took, in milliseconds
 * @param suites the runs of tests, in their order
 */
public record Run(
        String suiteHash,
        String saltHash,
        String strata,
        String layers,
        String jdk,
        String os,
        int cpus,
        String startedAt,
        long wallMs,
        List<SuiteRun> suites) {
    public Run {
        suites = List.copyOf(suites);
    }
}
