/**
 * The disk, as a node sees it. Start with {@link strata.kernel.storage.Storage}.
 *
 * <p>Invariant of every implementation: a write that returned is seen by every later read, also of
 * other processes on the machine (it is in the page cache); it survives the death of the process.
 * Only what was flushed survives the death of the machine.
 */
package strata.kernel.storage;
