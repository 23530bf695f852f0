/**
 * Walls of the operating system around a process that runs what somebody handed in.
 *
 * <p>Purpose: whatever gets past the allow-list on bytecode finds no network, no files but the JDK
 * and its own classes, no other processes, and limits on everything.
 *
 * <p>Invariants: a wall that this machine cannot give is named, never silently left out; a child
 * that is killed leaves no process behind.
 *
 * <p>Read first: {@link strata.autograder.sandbox.Sandbox}.
 */
package strata.autograder.sandbox;
