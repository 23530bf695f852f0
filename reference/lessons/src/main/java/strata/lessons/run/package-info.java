/**
 * Runs the tests of labs: finds them, runs them on a chosen class path, and says what became of
 * each, as it happens.
 *
 * <p>Invariants: every planned test gets exactly one outcome; the order is that of the steps.
 *
 * <p>Read {@link strata.lessons.run.Suite} first; {@link strata.lessons.run.TestMain} is what a
 * student calls, {@link strata.lessons.run.Journal} what a grader reads.
 */
package strata.lessons.run;
