/**
 * The contracts everything else is written against: a node as a deterministic state machine behind
 * ports, and the value types that cross those ports.
 *
 * <p>Invariants: nothing here imports anything but the JDK; nothing here reads a clock, starts a
 * thread or touches a file. Read {@link strata.kernel.Node} first, then {@link
 * strata.kernel.NodeContext}.
 */
package strata.kernel;
