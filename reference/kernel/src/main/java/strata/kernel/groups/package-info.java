/**
 * The contract of layer 4: consumer groups and their offsets. One {@link
 * strata.kernel.groups.GroupCoordinator} looks after the groups of one partition of {@code
 * __consumer_offsets}: it is asked, decides, and what it has decided becomes true when its records
 * are applied; the same records, applied again in their order, are how another node takes over.
 * Read {@link strata.kernel.groups.GroupsLayer} first.
 *
 * <p>Everything here is driven: no class of the layer has a clock, a timer or a connection. It is
 * told what is asked and at what time, and says what to store and whom to answer.
 *
 * <p>The words: a <em>group</em> shares the partitions of the topics that it has subscribed to
 * among its <em>members</em>. In the <em>classic</em> protocol the group goes through
 * <em>generations</em>, each begun by a <em>rebalance</em> in which every member joins again and
 * one of them, the <em>leader</em>, shares out. In the <em>consumer</em> protocol (KIP-848) the
 * coordinator shares out: a <em>group epoch</em> counts what the members want, an <em>assignment
 * epoch</em> the target assignments made of it, and each member moves towards its target by itself,
 * at its own <em>member epoch</em>. A member's <em>session</em> ends when it is not heard of in
 * time. A <em>committed offset</em> is where a group goes on reading a partition.
 */
package strata.kernel.groups;
