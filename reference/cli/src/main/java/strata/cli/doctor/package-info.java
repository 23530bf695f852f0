/**
 * {@code ./strata doctor}: looks at the machine, one thing at a time, and says for each what is
 * wrong and the one command that mends it.
 *
 * <p>Invariant: a probe changes nothing but files of its own, which it deletes. What it sees of the
 * machine comes through a small interface, so that a test can break it. Read {@code Probe} first.
 */
package strata.cli.doctor;
