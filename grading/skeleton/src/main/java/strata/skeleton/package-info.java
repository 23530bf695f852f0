/**
 * Makes the student's rooms out of the reference: {@code labs/0N-*} with holes in it, and the
 * handout, which is the repository without what gives solutions away.
 *
 * <p>Invariant: nothing behind a marker ever reaches what is written. What a marker is, {@link
 * strata.skeleton.Marker} says; read {@link strata.skeleton.Skeleton} first.
 */
package strata.skeleton;
