/**
 * What the tests of the labs are written with: their annotations, the {@link strata.lessons.Lesson}
 * that each gets, and the failure card that a broken claim becomes.
 *
 * <p>Invariants: a failure is recorded where it happens as well as thrown, so that nobody swallows
 * it; what a test draws at random depends on its name, the seed and the salt alone.
 *
 * <p>Read {@link strata.lessons.Lesson} first, then {@link strata.lessons.Card}; who runs the tests
 * is in {@link strata.lessons.run}.
 */
package strata.lessons;
