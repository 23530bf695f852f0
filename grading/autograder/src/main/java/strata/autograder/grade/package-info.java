/**
 * What a grade says: the model of {@code grade.json}, the one document that everything else is made
 * of.
 *
 * <p>Purpose: the grader writes it, and every report and every exporter is a pure function of it.
 * Its form is versioned ({@link strata.autograder.grade.Grade#SCHEMA}) and stands as a JSON Schema
 * beside these classes; {@link strata.autograder.grade.GradeJson} reads nothing else.
 *
 * <p>Invariants: nothing is null (what is absent is empty or 0); the score is the sum of the points
 * of the tests; a test that did not pass has no points; what never ran is there and says so.
 *
 * <p>Read first: {@link strata.autograder.grade.Grade}.
 */
package strata.autograder.grade;
