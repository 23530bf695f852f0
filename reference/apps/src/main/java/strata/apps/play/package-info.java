/**
 * {@code ./strata play}: a node on a student's log, with a real producer and a real consumer, told
 * as a short story that anyone can follow.
 *
 * <p>Invariant: when the program ends, however it ends, the node has ended and its data is gone.
 * Read {@code Play} first.
 */
package strata.apps.play;
