/**
 * How the partitions of topics are shared out among the members of a group (step 4.1): pure
 * functions of the subscriptions, what the members have, and the topics' sizes.
 *
 * <p>Every assignor first turns names into numbers ({@link
 * strata.groups.assign.AssignmentProblem}): members in Kafka's order, topics by name, partitions
 * through all topics. Its heart then fills an array that holds, by the number of a partition, the
 * number of the member that gets it.
 *
 * <p>Invariants: no partition has two owners, because an owner is one cell of that array; nobody
 * gets what it has not subscribed to; the same question has the same answer, in whatever order the
 * topics and the claims in it are told.
 *
 * <p>Read {@link strata.groups.assign.RangeAssignor} first, then {@link
 * strata.groups.assign.StickyAssignor}.
 */
package strata.groups.assign;
