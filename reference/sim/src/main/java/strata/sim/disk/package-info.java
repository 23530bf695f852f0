/**
 * The simulated disk: a page cache above, what survives a loss of power below, and everything that
 * can go wrong between. Start with {@link strata.sim.disk.SimDisk}.
 *
 * <p>Invariants: a write that returned is seen by every later read until the machine loses power;
 * what was flushed, and whose directory entry was synced, survives every crash; a disk into which
 * no fault was put never fails. {@link strata.sim.disk.CrashPoints} runs a piece of work with a
 * crash at each of its operations, one after the other.
 */
package strata.sim.disk;
