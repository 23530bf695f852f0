/**
 * Runs coordinators: state machines whose log is a partition of an internal topic ({@link
 * strata.kernel.PartitionCoordinator}). Read {@link strata.broker.coordinator.CoordinatorRuntime}
 * first.
 *
 * <p>Invariants: there is a coordinator for a partition only where the partition leads, and only in
 * the epoch in which it began; it is asked nothing before every record of the log has been applied;
 * what it answers leaves only when all that it had seen is committed, and so does what it acts on
 * ({@code committed}).
 */
package strata.broker.coordinator;
