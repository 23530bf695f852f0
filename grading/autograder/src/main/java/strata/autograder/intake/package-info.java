/**
 * Takes of a submission what counts: the sources of one lab, and nothing else.
 *
 * <p>Purpose: whatever is handed in, what leaves this package is a map of small UTF-8 texts with
 * sane names in the student's own package, and flags for the rest. Nothing is unpacked to disk, no
 * link is followed.
 *
 * <p>Invariants: the same submission gives the same result; every file that is odd is named in a
 * flag; the skeleton's holes stand in for what is missing.
 *
 * <p>Read first: {@link strata.autograder.intake.Intake}.
 */
package strata.autograder.intake;
