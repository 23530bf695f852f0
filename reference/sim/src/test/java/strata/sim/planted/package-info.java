/**
 * Layer 3 with a mistake in it, for stories and their pictures: {@link
 * strata.sim.planted.PlantedLayer} stands around the right layer and does one thing otherwise.
 *
 * <p>Invariant: whatever a mistake does not concern is the right layer's own doing.
 */
package strata.sim.planted;
