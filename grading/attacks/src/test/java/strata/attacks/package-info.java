/**
 * Cheats and breaks, and proves that neither pays.
 *
 * <p>Purpose: every attack in {@code src/main/resources/attacks} is the reference solution with the
 * attack put in, so whoever does not see through it would give it all points. Each is graded for
 * real, beside an honest submission.
 *
 * <p>Invariants: an attack scores nothing on what it attacks and is flagged by name; its grade is
 * whole and valid; the honest one beside it keeps its score; nothing of it is left behind.
 *
 * <p>Read first: {@link strata.attacks.AttacksTest}.
 */
package strata.attacks;
