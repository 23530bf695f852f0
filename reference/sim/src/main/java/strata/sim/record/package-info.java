/**
 * The record of a run: what happened, to whom, when and because of what, as values that a picture
 * can be drawn from and a cause be looked for in.
 *
 * <p>Invariants: an event's index is its place in the record; times never go back; {@code cause}
 * and {@code about} are {@link strata.sim.record.Recorder#NONE} or the index of an earlier event. A
 * world that is not asked to record has a {@linkplain strata.sim.record.Recorder#off recorder that
 * is off}: it costs a branch, and nothing of a run depends on whether it is on.
 *
 * <p>Read first: {@link strata.sim.record.Recorder}.
 */
package strata.sim.record;
