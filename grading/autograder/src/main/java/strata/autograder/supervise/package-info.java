/**
 * Runs what somebody handed in, from outside: processes, their limits, and the record of what
 * became of each test.
 *
 * <p>Purpose: a result that is complete and valid whatever the submission does. The supervisor
 * believes a test passed only when a line says so that carries the signature of this very run; a
 * JVM that dies, hangs or floods costs the test that it ran, and the next JVM runs the others.
 *
 * <p>Invariants: every test of the suite has exactly one end; what is in the journal is on disk;
 * nothing that was started is left running.
 *
 * <p>{@link strata.autograder.supervise.SuiteMain} and {@link
 * strata.autograder.supervise.CompileMain} run inside the walls, all else outside. Read first:
 * {@link strata.autograder.supervise.SuiteSupervisor}.
 */
package strata.autograder.supervise;
