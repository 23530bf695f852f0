/**
 * A node small enough to be read in one sitting, on which the simulator is proven: right it passes
 * every seed, and each of its planted bugs is found. Start with {@link strata.sim.toy.TallyNode}.
 */
package strata.sim.toy;
