/**
 * Mutants: one bug each, of the kind that students write, as a change of one file of a reference
 * layer. A good test suite kills them all, each by the test that names it; this module's own test
 * sees to that.
 *
 * <p>Invariant: a mutant's text is found in its file exactly once, so that a reference that has
 * moved on is noticed.
 *
 * <p>Read {@link strata.mutants.Mutant} first, then the files in {@code resources/mutants}.
 */
package strata.mutants;
