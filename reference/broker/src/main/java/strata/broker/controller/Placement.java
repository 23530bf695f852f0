package strata.broker.controller;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Refusal;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;

/**
 * Where new partitions live when nobody says where. A partition's replicas go to as many racks as
 * there are; the brokers of a rack take turns; each partition begins one rack, and in each rack one
 * broker, further than the one before, so that leaders and pairs of replicas are spread. Where the
 * first partition begins is left to chance. Brokers that are fenced are taken only when there are
 * no others left, and never first; those that are about to stop, never.
 *
 * <p>Brokers without a rack form one of their own.
 */
final class Placement {
    private final List<Rack> racks = new ArrayList<>();
    private final RandomSource random;
    private int unfenced;
    private int usable;
    private int placed;
    private int offset;

    /** The brokers of a rack, those that serve and those that do not. */
    private static final class Rack {
        final Turn unfenced = new Turn();
        final Turn fenced = new Turn();

        @Nullable
        NodeId next(int round, boolean mustLead) {
            NodeId next = unfenced.next(round);
            return next == null && !mustLead ? fenced.next(round) : next;
        }
    }

    /** Brokers that take turns: each at most once in a round, each round begun by the next. */
    private static final class Turn {
        final List<NodeId> brokers = new ArrayList<>();
        private int begin;
        private int taken;
        private int round;

        @Nullable
        NodeId next(int thisRound) {
            if (brokers.isEmpty()) {
                return null;
            }
            if (round != thisRound) {
                round = thisRound;
                taken = 0;
                begin = (begin + 1) % brokers.size();
            }
            return taken >= brokers.size() ? null : brokers.get((begin + taken++) % brokers.size());
        }
    }

    Placement(MetadataImage image, RandomSource random) {
        this.random = random;
        Map<String, Rack> byName = new TreeMap<>();
        for (BrokerRegistered broker : image.brokers()) {
            if (!broker.stopping()) {
                String rack = broker.rack();
                Rack of = byName.computeIfAbsent(rack == null ? "" : rack, any -> new Rack());
                (broker.fenced() ? of.fenced : of.unfenced).brokers.add(broker.id());
                usable++;
                unfenced += broker.fenced() ? 0 : 1;
            }
        }
        racks.addAll(byName.values());
        for (Rack rack : racks) {
            rack.unfenced.begin = draw(rack.unfenced.brokers.size());
            rack.fenced.begin = draw(rack.fenced.brokers.size());
        }
        offset = draw(racks.size());
    }

    private int draw(int count) {
        return count <= 1 ? 0 : random.nextInt(count);
    }

    /** Why partitions of so many replicas cannot be placed; null when they can. */
    @Nullable
    Refusal refusal(int replicationFactor) {
        String why = null;
        if (unfenced == 0) {
            why = "All brokers are currently fenced.";
        } else if (replicationFactor > usable) {
            why =
                    "The target replication factor of "
                            + replicationFactor
                            + " cannot be reached because only "
                            + usable
                            + " broker(s) are registered.";
        }
        return why == null
                ? null
                : new Refusal(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "Unable to replicate the partition "
                                + replicationFactor
                                + " time(s): "
                                + why);
    }

    /**
     * Places some partitions.
     *
     * @param replicationFactor one that is not refused
     * @return for each its replicas, the preferred leader first
     */
    List<List<NodeId>> place(int count, int replicationFactor) {
        List<List<NodeId>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(place(replicationFactor));
        }
        return all;
    }

    private List<NodeId> place(int replicationFactor) {
        if (placed > 0 && placed % unfenced == 0 && unfenced > 1) {
            // The same pairs would come again.
            shuffle();
        }
        placed++;
        List<NodeId> replicas = new ArrayList<>();
        int first = offset;
        NodeId leader = racks.get(first).next(placed, true);
        while (leader == null) {
            first = (first + 1) % racks.size();
            leader = racks.get(first).next(placed, true);
        }
        replicas.add(leader);
        // The first rack has had its turn in the first round over the racks.
        boolean skip = true;
        for (int at = offset; replicas.size() < replicationFactor; at = (at + 1) % racks.size()) {
            if (at == first && skip) {
                skip = false;
                continue;
            }
            NodeId next = racks.get(at).next(placed, false);
            if (next != null) {
                replicas.add(next);
            }
        }
        offset = (offset + 1) % racks.size();
        return Collections.unmodifiableList(replicas);
    }

    private void shuffle() {
        shuffle(racks);
        for (Rack rack : racks) {
            shuffle(rack.unfenced.brokers);
            shuffle(rack.fenced.brokers);
        }
    }

    private <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }

    /** Why replicas that were given by hand cannot be a partition's; null when they can. */
    static @Nullable Refusal handRefusal(MetadataImage image, List<Integer> replicas) {
        String subject = "The manual partition assignment includes ";
        if (replicas.isEmpty()) {
            return misplaced(subject + "an empty replica list.");
        }
        TreeSet<Integer> distinct = new TreeSet<>();
        for (int broker : replicas) {
            if (broker < 0 || image.broker(new NodeId(broker)) == null) {
                return misplaced(
                        subject + "broker " + broker + ", but no such broker is registered.");
            }
            if (!distinct.add(broker)) {
                return misplaced(subject + "the broker " + broker + " more than once.");
            }
        }
        return null;
    }

    /** As {@link #handRefusal}, of replicas each of which must be as many as the other's. */
    static @Nullable Refusal handRefusal(
            MetadataImage image, List<Integer> replicas, int replicationFactor) {
        Refusal refusal = handRefusal(image, replicas);
        return refusal != null || replicas.size() == replicationFactor
                ? refusal
                : misplaced(
                        "The manual partition assignment includes a partition with "
                                + replicas.size()
                                + " replica(s), but this is not consistent with previous"
                                + " partitions, which have "
                                + replicationFactor
                                + " replica(s).");
    }

    /** Of a new partition's replicas those that serve: its first ISR, whose first member leads. */
    static List<NodeId> inSync(MetadataImage image, List<NodeId> replicas) {
        return replicas.stream()
                .filter(
                        id -> {
                            BrokerRegistered broker = image.broker(id);
                            return broker != null && broker.mayLead();
                        })
                .toList();
    }

    /** A partition that none of the chosen brokers could lead. */
    static Refusal noneServes(int partition) {
        return misplaced(
                "All brokers specified in the manual partition assignment for partition "
                        + partition
                        + " are fenced or in controlled shutdown.");
    }

    static Refusal misplaced(String why) {
        return new Refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, why);
    }
}
