package strata.autograder.grade;

/**
 * What a grade says of one lab: each is graded by itself, on the reference's layers below it.
 *
 * @param lab as {@code 1}
 * @param layers what it ran on, as {@code layers: log=reference segments=submission}
 * @param suiteHash SHA-256 of its tests and of what they ran on, in hexadecimal digits
 * @param sourceHash SHA-256 over names and contents of the files taken for it
 * @param outcome how far its grading came
 * @param score the sum of its tests' points
 * @param maxScore the sum of what its tests are worth
 */
public record LabGrade(
        String lab,
        String layers,
        String suiteHash,
        String sourceHash,
        Outcome outcome,
        int score,
        int maxScore) {}
