/**
 * The consumer protocol (KIP-848): groups whose coordinator shares out, and whose members move
 * towards their targets one by one. Read {@link strata.groups.consumer.ConsumerGroupProtocol}
 * first, then {@link strata.groups.consumer.Reconciliation}.
 *
 * <p>Three epochs: the group's rises when its members want something else, or what they want has
 * changed ({@link strata.groups.consumer.Subscriptions}); the target's is the group's as it was
 * when the target was made ({@link strata.groups.consumer.TargetAssignment}); each member's is that
 * of the target that it is on its way to, or has reached. With its epoch a member proves that it is
 * not a zombie ({@link strata.groups.consumer.Fencing}).
 *
 * <p>What is stored of a group is a {@link strata.groups.consumer.ConsumerGroup}: it follows from
 * the last record of each key alone. What is being decided is a {@link
 * strata.groups.consumer.Plan}. Deadlines ({@link strata.groups.consumer.Sessions}) die with the
 * leadership.
 *
 * <p>Invariants: no partition is assigned to, or being revoked from, two members; once nobody comes
 * or goes, and all say what they have, a group is stable after a bounded number of heartbeats of
 * each.
 *
 * <p>Members may speak the classic protocol ({@link strata.groups.consumer.Guests}); groups may
 * change theirs ({@link strata.groups.consumer.Upgrade}, {@link strata.groups.consumer.Downgrade}).
 */
package strata.groups.consumer;
