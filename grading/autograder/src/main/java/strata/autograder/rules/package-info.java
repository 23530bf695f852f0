/**
 * What a submission's classes may do: an allow-list, by method, on their bytecode.
 *
 * <p>Purpose: the code under test runs in the JVM of the tests, so it must not reach what is not
 * its own: not the tests, not the runner, not the machine. Layers need little, so the list is
 * short.
 *
 * <p>Invariants: what is not allowed is refused; every refusal says where, why and what to use
 * instead; checking executes nothing of what it checks. The sandbox is the second wall.
 *
 * <p>Read first: {@link strata.autograder.rules.Rules}.
 */
package strata.autograder.rules;
