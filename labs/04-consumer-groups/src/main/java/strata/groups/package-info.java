/**
 * Layer 4: consumer groups. {@link strata.groups.CoordinatedGroupsLayer} is the way in; {@link
 * strata.groups.GroupShard} looks after the groups of one partition of {@code __consumer_offsets}:
 * it hands what it is asked, and each record, to the part that knows about it. The parts are
 * packages of their own: {@code assign} (how partitions are shared out), {@code classic} and {@code
 * consumer} (the two protocols), {@code offsets}; what they know of each other is in {@code group}.
 *
 * <p>Invariants: what a record tells of changes by {@code apply} only; a group id is one group's at
 * a time; a group that has offsets and nothing else is no object, and is told as an empty classic
 * one.
 */
package strata.groups;
