package strata.replication.quorum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.NodeId;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * A quorum whose members crash, whose connections are cut, and whose disks lose what was not
 * flushed: for a while; then all is well, and it must be one that works.
 */
final class QuorumModel {
    private static final long FAULTS_END_MS = 7_000;
    private static final long HEALED_MS = 4_000;
    private static final int OBSERVER = 100;

    private final ModelWorld world;
    private final Chance chance;
    private final QuorumInvariants invariants;
    private final Map<NodeId, ModelMember> members = new LinkedHashMap<>();
    private final ModelNetwork network;
    private final List<NodeId> voters = new ArrayList<>();
    private long values;
    private int lastEpoch;

    QuorumModel(long seed, int voterCount, int observerCount, Plant plant) {
        world = new ModelWorld(seed);
        chance = world.chance();
        invariants = new QuorumInvariants(plant);
        network = new ModelNetwork(world, members);
        for (int i = 1; i <= voterCount; i++) {
            voters.add(new NodeId(i));
        }
        List<NodeId> all = new ArrayList<>(voters);
        for (int i = 0; i < observerCount; i++) {
            all.add(new NodeId(OBSERVER + i));
        }
        for (NodeId id : all) {
            members.put(id, new ModelMember(id, voters, world, network, invariants));
        }
    }

    /**
     * Runs it.
     *
     * @throws Breach when something happens that may not
     */
    QuorumInvariants run() {
        members.values().forEach(member -> world.in(chance.nextInt(200), () -> startAgain(member)));
        appends();
        faults();
        if (chance.oneIn(2)) {
            elections();
        }
        world.runUntil(FAULTS_END_MS);
        network.heal();
        network.isCalm = true;
        members.values()
                .forEach(
                        member -> {
                            member.dieInStep(Integer.MAX_VALUE);
                            if (!member.isUp()) {
                                member.start();
                            }
                        });
        world.runUntil(FAULTS_END_MS + HEALED_MS);
        works();
        return invariants;
    }

    private void appends() {
        world.in(
                5 + chance.nextInt(60),
                () -> {
                    members.values().forEach(member -> member.append(++values));
                    appends();
                });
    }

    private void faults() {
        world.in(
                20 + chance.nextInt(500),
                () -> {
                    if (world.nowMs() < FAULTS_END_MS) {
                        fault();
                        faults();
                    }
                });
    }

    // Leaders that die young leave ends of logs that nobody else has.
    private void elections() {
        world.in(
                10,
                () -> {
                    for (ModelMember member : members.values()) {
                        boolean isNew =
                                member.isUp()
                                        && member.status().role() == Role.LEADER
                                        && member.status().epoch() > lastEpoch;
                        if (isNew) {
                            lastEpoch = member.status().epoch();
                            if (chance.oneIn(2)) {
                                world.in(chance.nextInt(60), () -> crash(member));
                            }
                        }
                    }
                    if (world.nowMs() < FAULTS_END_MS) {
                        elections();
                    }
                });
    }

    private void fault() {
        ModelMember one = any();
        switch (chance.nextInt(9)) {
            case 0, 1 -> crash(one);
            case 2, 3 -> one.dieInStep(1 + chance.nextInt(8));
            case 4 -> network.cut(one.id(), any().id(), false);
            case 5 -> isolate(one);
            case 6 -> network.block(one.id(), any().id());
            case 7 -> one.snapshot();
            default -> {
                one.stop();
                world.in(chance.nextInt(50), () -> crash(one));
            }
        }
        // Those that died at their disk, too.
        for (ModelMember member : members.values()) {
            if (!member.isUp() && chance.oneIn(3)) {
                world.in(chance.nextInt(400), () -> startAgain(member));
            }
        }
        if (chance.oneIn(4)) {
            network.heal();
        }
    }

    private void crash(ModelMember member) {
        if (member.isUp()) {
            member.crash();
            world.in(chance.nextInt(1500), () -> startAgain(member));
        }
    }

    private static void startAgain(ModelMember member) {
        if (!member.isUp()) {
            member.start();
        }
    }

    private void isolate(ModelMember member) {
        for (NodeId other : members.keySet()) {
            network.block(member.id(), other);
            network.block(other, member.id());
        }
    }

    private ModelMember any() {
        List<ModelMember> all = new ArrayList<>(members.values());
        return all.get(chance.nextInt(all.size()));
    }

    /** After all faults: one leader, whom all follow, and what it appends is committed by all. */
    private void works() {
        ModelMember leader = null;
        for (ModelMember member : members.values()) {
            if (member.status().role() == Role.LEADER) {
                leader = member;
            }
        }
        if (leader == null) {
            throw new Breach("nobody leads: " + statuses());
        }
        leader.append(++values);
        long end = leader.log().end().offset();
        world.runUntil(world.nowMs() + 2_000);
        for (ModelMember member : members.values()) {
            QuorumStatus status = member.status();
            boolean follows = leader.id().equals(status.leader()) && status.highWatermark() >= end;
            if (!follows) {
                throw new Breach(
                        "node "
                                + member.id()
                                + " is left behind "
                                + end
                                + " of "
                                + leader.id()
                                + ": "
                                + statuses());
            }
        }
    }

    private String statuses() {
        StringBuilder text = new StringBuilder();
        members.forEach((id, member) -> text.append(id).append(' ').append(member.status()));
        return text.toString();
    }
}
