/**
 * What is made of grades: files for Gradescope, Classroom 50, GitHub, JUnit readers, grade books,
 * Autolab and PrairieLearn; a page for the student, and one for the class.
 *
 * <p>Purpose: everything that anybody reads of a grade, other than {@code grade.json} itself.
 *
 * <p>Invariants: each exporter is a pure function of grades and options, so the same grades are the
 * same bytes; nothing in a report of a student tells what a hidden test ran on, unless {@link
 * strata.autograder.report.ReportOptions#revealHidden()} says so; whatever a submission put into
 * its own messages is text in every format, never markup, formula or control sequence.
 *
 * <p>Read first: {@link strata.autograder.report.Reports}.
 */
package strata.autograder.report;
