package strata.kernel.groups;

/**
 * Layer 4's way in; its provider has a public constructor without parameters and is named by the
 * resource {@code META-INF/strata/groups}.
 */
public interface GroupsLayer {
    /** How partitions are shared out among the members of a group. */
    Assignors assignors();

    /** A coordinator that knows no group yet: the records of its partition are applied to it. */
    GroupCoordinator newCoordinator(GroupsSpec spec);
}
