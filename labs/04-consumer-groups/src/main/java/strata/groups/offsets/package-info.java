/**
 * Committed offsets. {@link strata.groups.offsets.CommittedOffsets} holds them and changes by
 * records only; {@link strata.groups.offsets.OffsetCommits}, {@link
 * strata.groups.offsets.OffsetFetches}, {@link strata.groups.offsets.OffsetDeletions} and {@link
 * strata.groups.offsets.OffsetSweep} decide. Read {@code CommittedOffsets} first.
 *
 * <p>Invariants: an offset changes by a record of its key, and by nothing else; a group is there
 * for these classes while it has an offset, whether or not it ever had members.
 */
package strata.groups.offsets;
