/**
 * Where a broker has consumer groups: clients' requests find the coordinator of their group, which
 * layer 4 brings and {@link strata.broker.coordinator.CoordinatorRuntime} runs. Read {@link
 * strata.broker.group.GroupCoordination} first.
 *
 * <p>Invariant: a request is answered once, and with what Apache Kafka answers where nobody
 * coordinates its group here.
 */
package strata.broker.group;
