package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;

/**
 * All states that a partition can get into, by every sequence of events, however long: brokers are
 * fenced, unfenced, or stop and lose the ends of their logs; leaders shrink and expand the ISR;
 * min.insync.replicas changes; leaders are elected. Beside the partition's state it is kept who
 * surely has every committed record.
 */
class LeaderElectionModelTest {
    /**
     * @param live who may lead
     * @param complete who has every record that may have been committed
     */
    private record World(
            PartitionChanged partition, List<NodeId> live, List<NodeId> complete, int minimum) {
        /** The same, but for the epochs, which only rise. */
        World seen() {
            PartitionChanged p = partition;
            PartitionChanged flat =
                    new PartitionChanged(
                            p.topicId(),
                            p.partition(),
                            p.replicas(),
                            p.isr(),
                            p.leader(),
                            0,
                            0,
                            p.elr(),
                            p.lastKnownElr(),
                            p.recovering(),
                            p.adding(),
                            p.removing());
            return new World(flat, live, complete, minimum);
        }
    }

    private record Step(@Nullable World before, String event) {}

    private final LeaderElection rules = new LeaderElection();
    private final Map<World, Step> found = new LinkedHashMap<>();
    private final Deque<World> open = new ArrayDeque<>();
    private boolean uncleanAllowed;
    private boolean minimumChanges;

    @ParameterizedTest
    @CsvSource({
        "3, 1, false, true", "3, 2, false, false", "3, 2, false, true", "3, 3, false, true",
        "3, 2, true, true", "2, 2, false, true", "1, 2, false, true", "4, 2, false, false"
    })
    void noLeaderLacksACommittedRecordUnlessItSaysSo(
            int replicas, int minimum, boolean unclean, boolean minimumMayChange) {
        uncleanAllowed = unclean;
        minimumChanges = minimumMayChange;
        List<NodeId> all = new ArrayList<>();
        for (int i = 1; i <= replicas; i++) {
            all.add(new NodeId(i));
        }
        PartitionChanged fresh =
                new PartitionChanged(new TopicId(1, 1), 0, all, all, all.get(0), 0, 0);
        reach(new Step(null, "created"), new World(fresh, all, all, minimum));

        while (!open.isEmpty()) {
            explore(open.remove());
        }

        assertThat(found.size()).isGreaterThan(replicas == 1 ? 4 : 20);
        assertThat(found.keySet()).anyMatch(world -> world.partition().leader() == null);
        assertThat(found.keySet()).anyMatch(world -> world.partition().recovering());
    }

    private void explore(World w) {
        for (NodeId node : w.partition().replicas()) {
            if (w.live().contains(node)) {
                decide(w, "fence " + node, without(w.live(), node), w.complete(), List.of());
            } else {
                decide(w, "unfence " + node, with(w.live(), node), w.complete(), List.of());
            }
            // It comes back fenced, and has lost what was not flushed.
            decide(
                    w,
                    "unclean stop of " + node,
                    without(w.live(), node),
                    without(w.complete(), node),
                    List.of(node));
        }
        isrChanges(w);
        for (Election election : Election.values()) {
            Wish wish = new Wish(w.partition().isr(), election, List.of(), false);
            become(w, "elect " + election, w.live(), w.complete(), w.minimum(), wish);
        }
        if (minimumChanges) {
            for (int minimum = 1; minimum <= 3; minimum++) {
                become(
                        w,
                        "min.insync.replicas=" + minimum,
                        w.live(),
                        w.complete(),
                        minimum,
                        Wish.isr(w.partition().isr()));
            }
        }
    }

    /** What a leader may ask for: any ISR with itself, of live ones that have what is committed. */
    private void isrChanges(World w) {
        PartitionChanged p = w.partition();
        if (p.leader() == null) {
            return;
        }
        List<NodeId> all = p.replicas();
        for (int chosen = 1; chosen < 1 << all.size(); chosen++) {
            List<NodeId> isr = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if ((chosen >> i & 1) == 1) {
                    isr.add(all.get(i));
                }
            }
            if (isr.contains(p.leader()) && w.live().containsAll(isr)) {
                // Who joins has caught up with the leader's high watermark.
                List<NodeId> complete = new ArrayList<>(new TreeSet<>(w.complete()));
                isr.stream().filter(each -> !complete.contains(each)).forEach(complete::add);
                complete.sort(null);
                become(w, "ISR " + isr, w.live(), complete, w.minimum(), Wish.isr(isr));
            }
        }
    }

    private void decide(
            World w, String event, List<NodeId> live, List<NodeId> complete, List<NodeId> lost) {
        Wish wish = new Wish(w.partition().isr(), Election.IF_NEEDED, lost, false);
        become(w, event, live, complete, w.minimum(), wish);
    }

    private void become(
            World w,
            String event,
            List<NodeId> live,
            List<NodeId> complete,
            int minimum,
            Wish wish) {
        PartitionChanged now = w.partition();
        Circumstances circumstances = new Circumstances(live::contains, minimum, uncleanAllowed);
        PartitionChanged next = rules.decide(now, wish, circumstances);
        Step step = new Step(w, event);
        checkEpochs(step, now, next);
        List<NodeId> has = complete;
        NodeId leader = next.leader();
        if (leader != null && !now.isr().contains(leader) && !now.elr().contains(leader)) {
            check(step, next, next.recovering(), "an unclean leader says so");
            // What it has is what there is; nobody else is known to have that.
            has = next.isr();
        }
        reach(step, new World(next, live, afterCommits(next, has, minimum), minimum));
    }

    /** Records are committed where they can be: who is not in sync then may lack them. */
    private static List<NodeId> afterCommits(
            PartitionChanged state, List<NodeId> complete, int minimum) {
        int enough = Math.min(minimum, state.replicas().size());
        if (state.leader() == null || state.isr().size() < enough) {
            return complete;
        }
        return complete.stream().filter(state.isr()::contains).toList();
    }

    private void reach(Step step, World world) {
        PartitionChanged p = world.partition();
        check(step, p, p.replicas().containsAll(p.isr()), "the ISR is of replicas");
        check(step, p, world.live().containsAll(p.isr()), "the ISR is of those who may lead");
        check(step, p, p.leader() != null || p.isr().isEmpty(), "someone in sync leads");
        check(step, p, p.leader() == null || p.isr().contains(p.leader()), "who leads is in sync");
        check(step, p, p.elr().stream().noneMatch(p.isr()::contains), "ISR and ELR are apart");
        check(step, p, world.complete().containsAll(p.isr()), "the ISR has all that is committed");
        check(step, p, world.complete().containsAll(p.elr()), "the ELR has all that is committed");
        check(
                step,
                p,
                (p.leader() == null) == !p.lastKnownElr().isEmpty(),
                "the last known leader");
        World seen = world.seen();
        if (found.putIfAbsent(seen, step) == null) {
            open.add(seen);
        }
    }

    private void checkEpochs(Step step, PartitionChanged now, PartitionChanged next) {
        boolean sameLeader = Objects.equals(now.leader(), next.leader());
        int leaderRise = next.leaderEpoch() - now.leaderEpoch();
        int rise = next.partitionEpoch() - now.partitionEpoch();
        check(step, next, leaderRise == (sameLeader ? 0 : 1), "the leader epoch counts leaders");
        check(step, next, rise == (next.equals(now) ? 0 : 1), "the partition epoch counts states");
        check(step, next, leaderRise == 0 || rise == 1, "a new leader is a new state");
    }

    private void check(Step step, PartitionChanged state, boolean holds, String claim) {
        if (!holds) {
            List<String> story = new ArrayList<>();
            for (Step s = step; s != null; s = s.before() == null ? null : earlier(s)) {
                story.add(0, s.event() + (s.before() == null ? "" : " from " + s.before()));
            }
            throw new AssertionError(claim + ": " + state + "\n" + String.join("\n", story));
        }
    }

    private @Nullable Step earlier(Step step) {
        return found.get(Objects.requireNonNull(step.before()).seen());
    }

    private static List<NodeId> without(List<NodeId> nodes, NodeId node) {
        return nodes.stream().filter(each -> !each.equals(node)).toList();
    }

    private static List<NodeId> with(List<NodeId> nodes, NodeId node) {
        List<NodeId> more = new ArrayList<>(nodes);
        more.add(node);
        more.sort(null);
        return more;
    }
}
