/**
 * The autograder: {@code strata grade}.
 *
 * <p>Purpose: a score for every submission that is explained, reproducible and out of the
 * submission's reach. {@link strata.autograder.intake} takes the sources, {@link
 * strata.autograder.rules} judges their bytecode, {@link strata.autograder.supervise} runs the
 * tests behind the walls of {@link strata.autograder.sandbox}, {@link strata.autograder.grade} says
 * what came of it, and {@link strata.autograder.report} tells it to everybody.
 *
 * <p>Invariants: the verdict is reached in another process than the one that runs a submission;
 * whatever a submission does, its {@code grade.json} is complete and valid.
 *
 * <p>Read first: {@link strata.autograder.supervise.GradingRun}.
 */
package strata.autograder;
