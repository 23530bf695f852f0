package strata.sim.groups;

import strata.kernel.Nullable;

/**
 * A member, as the claims know it: one life of one client.
 *
 * @param life unique in the run
 * @param groupId whose it is
 * @param instanceId of a static member (KIP-345), which is one member in all its lives; null for
 *     none
 */
record Tenant(String life, String groupId, @Nullable String instanceId) {
    /** Whether the two are one member to their coordinator. */
    boolean isSameMember(Tenant other) {
        return life.equals(other.life)
                || (instanceId != null && instanceId.equals(other.instanceId));
    }

    @Override
    public String toString() {
        return life;
    }
}
