/**
 * {@code ./strata inspect}: what is inside the files of a log, and what is wrong with them.
 *
 * <p>Invariants: nothing is ever written. No byte of a file is believed before it is checked, no
 * size that a file claims is allocated, and no file is held in memory whole; so whatever the bytes
 * are, the answer is words. The files may belong to a node that runs: each is taken as long as it
 * is when it is opened. No layer is used: the files of a student's layers are shown by a reader
 * that shares no code with them.
 *
 * <p>Read {@code Inspection} first, then {@code BatchScan}.
 */
package strata.cli.inspect;
