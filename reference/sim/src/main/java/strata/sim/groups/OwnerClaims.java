package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * No partition has two owners: not in one generation of a classic group, and not at once in either
 * protocol.
 *
 * <p>What a member owns it owns from the answer that gives it until it lets go. It may be dead to
 * its coordinator without knowing; so it is only held to what it owns while its <em>lease</em>
 * lasts: for one session (or one rebalance time-out, if that is shorter) from when it sent the last
 * request that its coordinator answered well. Until then the coordinator cannot have given it up.
 */
final class OwnerClaims {
    private final SimWorld world;
    private final Map<GroupPartition, List<Tenure>> tenures = new LinkedHashMap<>();
    private final Map<GroupPartition, Tenure> latest = new LinkedHashMap<>();
    private final Map<Given, Tenant> given = new LinkedHashMap<>();
    // Of each static member, the lives that have joined; in the end the one that did last.
    private final Map<String, Set<Tenant>> joined = new LinkedHashMap<>();
    private long begun;

    private record Given(GroupPartition partition, int generation) {}

    /** A partition in a member's hands. */
    static final class Tenure {
        final Tenant tenant;
        final long fromUs;
        // Up to when its coordinator cannot have given the member up.
        long leaseUs;
        boolean isLettingGo;

        Tenure(Tenant tenant, long fromUs, long leaseUs) {
            this.tenant = tenant;
            this.fromUs = fromUs;
            this.leaseUs = leaseUs;
        }
    }

    OwnerClaims(SimWorld world) {
        this.world = world;
    }

    /** How many times a member was given a partition. */
    long begun() {
        return begun;
    }

    /** In a generation of a classic group a member was given partitions. */
    void given(Tenant tenant, int generation, List<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            GroupPartition what = new GroupPartition(tenant.groupId(), partition);
            Tenant other = given.putIfAbsent(new Given(what, generation), tenant);
            if (other != null && !other.isSameMember(tenant)) {
                throw world.breach(
                        Breach.of(
                                "two-owners-in-generation",
                                "A partition has one owner in a generation",
                                String.format(
                                        Locale.ROOT,
                                        "%s: %s and %s are both given it in generation %d",
                                        what,
                                        other,
                                        tenant,
                                        generation),
                                what.toString()));
            }
        }
    }

    /**
     * A member may read a partition from now on.
     *
     * @param leaseUs up to when it is sure to own it; in the past for not at all
     */
    void begins(Tenant tenant, TopicPartition partition, long leaseUs) {
        GroupPartition what = new GroupPartition(tenant.groupId(), partition);
        boolean isReplaced = isReplaced(tenant);
        Tenure mine = new Tenure(tenant, world.nowUs(), isReplaced ? 0 : leaseUs);
        mine.isLettingGo = isReplaced;
        List<Tenure> all = tenures.computeIfAbsent(what, w -> new ArrayList<>());
        all.removeIf(other -> other.tenant.equals(tenant));
        all.add(mine);
        begun++;
        if (mine.leaseUs > world.nowUs()) {
            latest.put(what, mine);
        }
        check(what, mine, all);
    }

    /** The member's coordinator has heard of it. */
    void renews(Tenant tenant, TopicPartition partition, long leaseUs) {
        GroupPartition what = new GroupPartition(tenant.groupId(), partition);
        List<Tenure> all = tenures.getOrDefault(what, List.of());
        Tenure mine = of(tenant, all);
        if (mine != null && !mine.isLettingGo) {
            mine.leaseUs = Math.max(mine.leaseUs, leaseUs);
            check(what, mine, all);
        }
    }

    /** The member has learnt that it has to let go of a partition: it has so much time. */
    void isToLetGo(Tenant tenant, TopicPartition partition) {
        GroupPartition what = new GroupPartition(tenant.groupId(), partition);
        Tenure mine = of(tenant, tenures.getOrDefault(what, List.of()));
        if (mine != null) {
            mine.isLettingGo = true;
        }
    }

    /** The member no longer reads a partition. */
    void ends(Tenant tenant, TopicPartition partition) {
        GroupPartition what = new GroupPartition(tenant.groupId(), partition);
        tenures.getOrDefault(what, new ArrayList<>()).removeIf(t -> t.tenant.equals(tenant));
    }

    /**
     * A static member joins a classic group in a new life: the one before it is fenced as soon as
     * its coordinator hears of that (KIP-345). What it had may go to anybody, if the new one does
     * not claim it; what it is told later that it was given before that, it no longer has.
     */
    void takesOver(Tenant tenant) {
        if (tenant.instanceId() != null) {
            Set<Tenant> lives =
                    joined.computeIfAbsent(tenant.instanceId(), i -> new LinkedHashSet<>());
            lives.remove(tenant);
            lives.add(tenant);
        }
        for (List<Tenure> all : tenures.values()) {
            for (Tenure each : all) {
                if (each.tenant.isSameMember(tenant) && !each.tenant.equals(tenant)) {
                    each.leaseUs = 0;
                    each.isLettingGo = true;
                }
            }
        }
    }

    /** Whether another life of the same member has joined since this one did. */
    private boolean isReplaced(Tenant tenant) {
        Set<Tenant> lives = tenant.instanceId() == null ? null : joined.get(tenant.instanceId());
        if (lives == null || !lives.contains(tenant)) {
            return false;
        }
        Tenant last = tenant;
        for (Tenant each : lives) {
            last = each;
        }
        return !last.equals(tenant);
    }

    /** The member's process has ended. */
    void dies(Tenant tenant) {
        tenures.values().forEach(all -> all.removeIf(t -> t.tenant.equals(tenant)));
    }

    /**
     * A commit of a member is acknowledged: what it sent before another had the partition, or while
     * it had it.
     *
     * @param fromUs when the member itself was given the partition
     * @param sentUs when the commit was sent
     */
    void committed(Tenant tenant, TopicPartition partition, long fromUs, long sentUs) {
        GroupPartition what = new GroupPartition(tenant.groupId(), partition);
        Tenure last = latest.get(what);
        if (last != null
                && !last.tenant.equals(tenant)
                && last.fromUs > fromUs
                && last.fromUs < sentUs) {
            throw world.breach(
                    Breach.of(
                            "zombie-commit",
                            "Who no longer owns a partition commits nothing of it",
                            String.format(
                                    Locale.ROOT,
                                    "%s: %s was given it at %.3f s, %s at %.3f s; yet a commit that"
                                            + " %s sent at %.3f s was acknowledged",
                                    what,
                                    tenant,
                                    fromUs / 1e6,
                                    last.tenant,
                                    last.fromUs / 1e6,
                                    tenant,
                                    sentUs / 1e6),
                            what.toString()));
        }
    }

    private static @Nullable Tenure of(Tenant tenant, List<Tenure> all) {
        for (Tenure each : all) {
            if (each.tenant.equals(tenant)) {
                return each;
            }
        }
        return null;
    }

    private void check(GroupPartition what, Tenure mine, List<Tenure> all) {
        long nowUs = world.nowUs();
        for (Tenure other : all) {
            if (!other.tenant.isSameMember(mine.tenant)
                    && other.leaseUs > nowUs
                    && mine.leaseUs > nowUs) {
                throw world.breach(
                        Breach.of(
                                "two-owners",
                                "A partition has one owner at a time",
                                String.format(
                                        Locale.ROOT,
                                        "%s: %s owns it since %.3f s, and cannot have been given up"
                                                + " before %.3f s; %s since %.3f s, not before"
                                                + " %.3f s",
                                        what,
                                        other.tenant,
                                        other.fromUs / 1e6,
                                        other.leaseUs / 1e6,
                                        mine.tenant,
                                        mine.fromUs / 1e6,
                                        mine.leaseUs / 1e6),
                                what.toString()));
            }
        }
    }
}
