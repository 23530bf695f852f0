/**
 * Compares the sources of submissions with each other, by JPlag.
 *
 * <p>Purpose: a program of its own, started by the grader in a JVM of its own, since JPlag brings
 * libraries and a licence that nothing else here should have to live with.
 *
 * <p>Invariants: it reads two folders and writes one file; nothing but that file's form ({@link
 * strata.similarity.Comparison}) is known to the rest of Strata.
 *
 * <p>Read first: {@link strata.similarity.Main}.
 */
package strata.similarity;
