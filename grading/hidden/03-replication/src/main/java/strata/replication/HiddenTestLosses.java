package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.lessons.Lesson;

/**
 * A partition whose replicas have logs, whose brokers die and lose the ends of them, and a
 * controller that elects: what is committed must be in the log of whoever leads.
 */
final class HiddenTestLosses {
    private final ElectionRules rules;
    private final Lesson lesson;
    private final SplittableRandom random;
    private final TreeMap<NodeId, List<Integer>> logs = new TreeMap<>();
    private final TreeSet<NodeId> live;
    private final List<Integer> committed = new ArrayList<>();
    // Of whom the controller can know that they have all that is committed.
    private final TreeSet<NodeId> sure;
    private PartitionChanged state;
    private int minimum;
    private boolean unclean;
    private int records;
    private String told = "";

    HiddenTestLosses(
            ElectionRules rules, Lesson lesson, HiddenTestPartition p, SplittableRandom random) {
        this.rules = rules;
        this.lesson = lesson;
        this.random = random;
        this.minimum = 1 + random.nextInt(3);
        this.unclean = random.nextInt(10) == 0;
        p.replicas.forEach(node -> logs.put(node, new ArrayList<>()));
        live = new TreeSet<>(p.replicas);
        sure = new TreeSet<>(p.replicas);
        state = p.state(p.replicas, p.replicas.get(0), List.of(), List.of());
    }

    int minimum() {
        return minimum;
    }

    int committedCount() {
        return committed.size();
    }

    /** Something happens. */
    void event() {
        List<NodeId> replicas = state.replicas();
        NodeId node = replicas.get(random.nextInt(replicas.size()));
        switch (random.nextInt(16)) {
            case 0, 1 -> dies(node);
            case 2, 3, 4, 5 -> isBack(node);
            case 6 -> losesItsEnd(List.of(node));
            case 7 -> asks(Election.PREFERRED, false);
            case 8 -> minimumChanges();
            case 9 -> isrChanges();
            case 10 -> rarely(node);
            default -> records();
        }
    }

    private void rarely(NodeId node) {
        if (random.nextInt(3) > 0) {
            asks(Election.IF_NEEDED, true);
        } else if (random.nextInt(4) == 0) {
            asks(Election.UNCLEAN, false);
        } else {
            List<NodeId> replicas = state.replicas();
            NodeId other = replicas.get(random.nextInt(replicas.size()));
            losesItsEnd(node.equals(other) ? List.of(node) : List.of(node, other));
        }
    }

    private void dies(NodeId node) {
        live.remove(node);
        decide(node + " dies", Wish.isr(state.isr()));
    }

    private void isBack(NodeId node) {
        live.add(node);
        decide(node + " is back", Wish.isr(state.isr()));
    }

    private void losesItsEnd(List<NodeId> nodes) {
        for (NodeId node : nodes) {
            live.remove(node);
            cut(node, random.nextInt(log(node).size() + 1));
        }
        Wish wish = new Wish(state.isr(), Election.IF_NEEDED, nodes, false);
        decide(nodes + " had not stopped in good order, and lost ends of their logs", wish);
    }

    private void asks(Election election, boolean newEpoch) {
        Wish wish = new Wish(state.isr(), election, List.of(), newEpoch);
        decide(election + (newEpoch ? ", and a new epoch" : ""), wish);
    }

    private void minimumChanges() {
        minimum = 1 + random.nextInt(3);
        decide("the minimum is " + minimum, Wish.isr(state.isr()));
    }

    /** The leader has copied to some, and asks for another ISR. */
    private void isrChanges() {
        NodeId leader = state.leader();
        if (leader == null) {
            return;
        }
        List<NodeId> isr = new ArrayList<>();
        for (NodeId node : state.replicas()) {
            boolean stays = state.isr().contains(node) && random.nextInt(3) > 0;
            boolean joins =
                    !state.isr().contains(node) && live.contains(node) && random.nextBoolean();
            if (joins) {
                copy(leader, node, log(leader).size());
            }
            if (stays || joins || node.equals(leader)) {
                isr.add(random.nextInt(isr.size() + 1), node);
            }
        }
        // A leader that asks has recovered.
        state = recovered(state);
        decide("the leader asks for the ISR " + isr, Wish.isr(isr));
    }

    private static PartitionChanged recovered(PartitionChanged s) {
        return new PartitionChanged(
                s.topicId(),
                s.partition(),
                s.replicas(),
                s.isr(),
                s.leader(),
                s.leaderEpoch(),
                s.partitionEpoch(),
                s.elr(),
                s.lastKnownElr(),
                false,
                s.adding(),
                s.removing());
    }

    /** Records are written and copied, and may be committed. */
    private void records() {
        NodeId leader = state.leader();
        if (leader == null) {
            return;
        }
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            log(leader).add(++records);
        }
        for (NodeId node : live) {
            if (!node.equals(leader) && random.nextInt(3) > 0) {
                int common = common(log(leader), log(node));
                copy(leader, node, common + random.nextInt(log(leader).size() - common + 1));
            }
        }
        told = told + "; records up to " + records;
        commit(leader);
    }

    private void commit(NodeId leader) {
        if (state.isr().size() < Math.min(minimum, state.replicas().size())) {
            return;
        }
        int end = log(leader).size();
        for (NodeId node : state.isr()) {
            end = Math.min(end, common(log(leader), log(node)));
        }
        if (end > committed.size()) {
            committed.addAll(log(leader).subList(committed.size(), end));
        }
    }

    private void copy(NodeId leader, NodeId to, int end) {
        List<Integer> copy = log(to);
        copy.clear();
        copy.addAll(log(leader).subList(0, end));
    }

    private void cut(NodeId node, int end) {
        List<Integer> log = log(node);
        log.subList(end, log.size()).clear();
    }

    private List<Integer> log(NodeId node) {
        return Objects.requireNonNull(logs.get(node));
    }

    private static int common(List<Integer> one, List<Integer> other) {
        int common = 0;
        int most = Math.min(one.size(), other.size());
        while (common < most && one.get(common).equals(other.get(common))) {
            common++;
        }
        return common;
    }

    private void decide(String event, Wish wish) {
        PartitionChanged before = state;
        told = told.isEmpty() ? event : told + "; " + event;
        told = told.substring(Math.max(0, told.length() - 300));
        lesson.now("%s; live %s; of %s", told, live, before);
        state = rules.decide(before, wish, new Circumstances(live::contains, minimum, unclean));
        check(before, wish);
    }

    private void check(PartitionChanged before, Wish wish) {
        NodeId leader = state.leader();
        sure.addAll(wish.isr());
        sure.removeAll(wish.stoppedUncleanly());
        boolean any = live.stream().anyMatch(sure::contains);
        lesson.expectThat(
                leader != null || !any,
                "the leader",
                "one of " + sure + ", who have all: one of them lives",
                "nobody");
        if (leader != null && !sure.contains(leader)) {
            boolean may = sure.isEmpty() || unclean || wish.election() == Election.UNCLEAN;
            lesson.expectThat(
                    may && !any,
                    "the leader",
                    "nobody, as one of " + sure + " will be back, who have all",
                    leader + ", which may lack records");
            lesson.expect("whether it says that it lacks records", true, state.recovering());
            cutCommitted(log(leader));
            sure.clear();
        } else {
            lesson.expect("whether it is recovering", before.recovering(), state.recovering());
        }
        if (state.isr().size() >= Math.min(minimum, state.replicas().size())) {
            // From now on more is committed, without the others.
            sure.clear();
        }
        sure.addAll(state.isr());
        state.isr().forEach(node -> expectComplete(node, "the log of one in sync"));
        state.elr().forEach(node -> expectComplete(node, "the log of one that is eligible"));
        boolean other = !Objects.equals(leader, before.leader()) || wish.newEpoch();
        lesson.expect(
                "by how much the leader epoch rises",
                other ? 1 : 0,
                state.leaderEpoch() - before.leaderEpoch());
    }

    private void cutCommitted(List<Integer> log) {
        int left = common(committed, log);
        committed.subList(left, committed.size()).clear();
    }

    private void expectComplete(NodeId node, String what) {
        int common = common(committed, log(node));
        lesson.expectThat(
                common == committed.size(),
                what + ", replica " + node,
                "all " + committed.size() + " records that are committed",
                "only the first " + common + " of them");
    }
}
