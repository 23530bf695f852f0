package strata.groups.assign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Sharing out where members have subscribed to different topics. A member's load is how many
 * partitions it has; the sharing is as even as the subscriptions allow when no chain of moves (one
 * partition from a member to a second one, one from there to a third, and so on, each to a
 * subscriber) can take from a member what another with at least 2 fewer gets. Then the sum of the
 * squares of all loads is the least possible (an optimal semi-matching; Harvey, Ladner, Lovász,
 * Tamir, 2003).
 */
final class UnequalShares {
    private final AssignmentProblem problem;
    private final Claims claims;

    /** By partition. */
    private final int[] owners;

    /** By member. Invariant: how often it is in {@link #owners}. */
    private final int[] loads;

    /**
     * By member: the partitions that it has and that may be moved on, by topic. Invariant: no empty
     * sets.
     */
    private final List<SortedMap<Integer, SortedSet<Integer>>> movable = new ArrayList<>();

    private UnequalShares(AssignmentProblem problem, Claims claims) {
        this.problem = problem;
        this.claims = claims;
        owners = problem.nobodyOwns();
        loads = new int[problem.memberCount()];
        for (int member = 0; member < loads.length; member++) {
            movable.add(new TreeMap<>());
        }
    }

    static int[] of(AssignmentProblem problem, Claims claims) {
        UnequalShares shares = new UnequalShares(problem, claims);
        shares.keep();
        shares.place();
        shares.level(); // of what is new first: if that is enough, all that was kept stays
        shares.release();
        shares.level();
        shares.undoCircles();
        return shares.owners;
    }

    /** Lets every member keep all that it is believed to have and is still subscribed to. */
    private void keep() {
        for (int partition = 0; partition < owners.length; partition++) {
            if (mayTakeBack(partition)) {
                owners[partition] = claims.believed(partition);
                loads[owners[partition]]++;
            }
        }
    }

    private boolean mayTakeBack(int partition) {
        int had = claims.believed(partition);
        return had != AssignmentProblem.NOBODY
                && problem.isSubscribed(had, problem.topicOf(partition));
    }

    /**
     * Gives each partition that nobody has to the subscriber with the least load (of several, the
     * first in order); topics with few subscribers first, as these have the least choice. What it
     * gives may be moved on.
     */
    private void place() {
        int[] byChoice =
                IntStream.range(0, problem.topicCount())
                        .boxed()
                        .sorted(Comparator.comparing(topic -> problem.subscribers(topic).length))
                        .mapToInt(Integer::intValue)
                        .toArray();
        for (int topic : byChoice) {
            int end = problem.firstPartition(topic) + problem.partitionCount(topic);
            for (int partition = problem.firstPartition(topic); partition < end; partition++) {
                if (owners[partition] == AssignmentProblem.NOBODY) {
                    int member = leastLoaded(problem.subscribers(topic));
                    owners[partition] = member;
                    loads[member]++;
                    movableOf(member, topic).add(partition);
                }
            }
        }
    }

    private int leastLoaded(int[] members) {
        int least = members[0];
        for (int member : members) {
            if (loads[member] < loads[least]) {
                least = member;
            }
        }
        return least;
    }

    /** Lets all partitions be moved on. */
    private void release() {
        for (int topic = 0; topic < problem.topicCount(); topic++) {
            int end = problem.firstPartition(topic) + problem.partitionCount(topic);
            for (int partition = problem.firstPartition(topic); partition < end; partition++) {
                movableOf(owners[partition], topic).add(partition);
            }
        }
    }

    private SortedSet<Integer> movableOf(int member, int topic) {
        return movable.get(member).computeIfAbsent(topic, any -> new TreeSet<>());
    }

    /**
     * Moves partitions that may be moved until the loads are as even as these can make them: takes
     * the member with the highest load and shifts one partition, along the shortest chain, to the
     * least loaded member within reach, if that has at least 2 fewer. Where nobody within reach
     * has, all these members are even for good, and are left alone: nobody with a lower load can
     * find one among them either. It ends, as each shift makes the sum of the squares of the loads
     * smaller by at least 2.
     */
    private void level() {
        boolean[] even = new boolean[loads.length];
        int from = mostLoaded(even);
        while (from != AssignmentProblem.NOBODY && leastLoad(even) + 2 <= loads[from]) {
            Reach reach = reach(from, even);
            int to = leastLoaded(reach.members());
            if (loads[to] + 2 <= loads[from]) {
                shift(reach, from, to);
            } else {
                for (int member : reach.members()) {
                    even[member] = true;
                }
            }
            from = mostLoaded(even);
        }
    }

    private int mostLoaded(boolean[] except) {
        int most = AssignmentProblem.NOBODY;
        for (int member = 0; member < loads.length; member++) {
            if (!except[member]
                    && (most == AssignmentProblem.NOBODY || loads[member] > loads[most])) {
                most = member;
            }
        }
        return most;
    }

    private int leastLoad(boolean[] except) {
        int least = Integer.MAX_VALUE - 2;
        for (int member = 0; member < loads.length; member++) {
            least = except[member] ? least : Math.min(least, loads[member]);
        }
        return least;
    }

    /** Who can get a partition, directly or through others, from a member. */
    private static final class Reach {
        /** That member first, the nearest ones next. */
        final int[] members;

        /** How many there are. */
        int count;

        /** By member, who would give one to it. */
        final int[] givers;

        /** By member, of which topic that one would be. */
        final int[] topics;

        Reach(int memberCount) {
            members = new int[memberCount];
            givers = new int[memberCount];
            topics = new int[memberCount];
        }

        void add(int member, int giver, int topic) {
            members[count++] = member;
            givers[member] = giver;
            topics[member] = topic;
        }

        int[] members() {
            return Arrays.copyOf(members, count);
        }
    }

    /** Looks around from a member, breadth first, until it sees one with the least load of all. */
    private Reach reach(int from, boolean[] except) {
        int leastLoad = leastLoad(except);
        Reach reach = new Reach(loads.length);
        boolean[] seen = except.clone();
        boolean[] seenTopics = new boolean[problem.topicCount()];
        reach.add(from, AssignmentProblem.NOBODY, AssignmentProblem.NOBODY);
        seen[from] = true;
        for (int i = 0; i < reach.count; i++) {
            int giver = reach.members[i];
            for (int topic : movable.get(giver).keySet()) {
                if (seenTopics[topic]) {
                    continue;
                }
                seenTopics[topic] = true;
                for (int member : problem.subscribers(topic)) {
                    if (!seen[member]) {
                        seen[member] = true;
                        reach.add(member, giver, topic);
                        if (loads[member] == leastLoad) {
                            return reach;
                        }
                    }
                }
            }
        }
        return reach;
    }

    /** Moves one partition along each link of the chain. */
    private void shift(Reach reach, int from, int to) {
        for (int member = to; member != from; member = reach.givers[member]) {
            int giver = reach.givers[member];
            int topic = reach.topics[member];
            move(choose(giver, member, topic), topic, member);
        }
    }

    /**
     * Which partition of a topic goes from one member to another: one that the taker had before; if
     * there is none, one that the giver had not; if there is none either, the last one.
     */
    private int choose(int giver, int taker, int topic) {
        SortedSet<Integer> candidates = movableOf(giver, topic);
        int chosen = candidates.last();
        for (int partition : candidates) {
            int had = claims.believed(partition);
            if (had == taker) {
                return partition;
            }
            if (had != giver) {
                chosen = partition;
            }
        }
        return chosen;
    }

    private void move(int partition, int topic, int taker) {
        int giver = owners[partition];
        SortedSet<Integer> left = movableOf(giver, topic);
        left.remove(partition);
        if (left.isEmpty()) {
            movable.get(giver).remove(topic);
        }
        movableOf(taker, topic).add(partition);
        owners[partition] = taker;
        loads[giver]--;
        loads[taker]++;
    }

    /**
     * Undoes moves that were for nothing: where one member lost a partition to a second one, that
     * one lost one to a third, and so on back to the first, all of them take theirs back, and
     * nobody has more or fewer than before. In the end there is no such circle left.
     */
    private void undoCircles() {
        List<Deque<Integer>> lost = lostByMember();
        boolean[] done = new boolean[loads.length];
        for (int member = 0; member < loads.length; member++) {
            while (!done[member]) {
                follow(member, lost, done);
            }
        }
    }

    private List<Deque<Integer>> lostByMember() {
        List<Deque<Integer>> lost = new ArrayList<>();
        for (int member = 0; member < loads.length; member++) {
            lost.add(new ArrayDeque<>());
        }
        for (int partition = 0; partition < owners.length; partition++) {
            if (mayTakeBack(partition) && owners[partition] != claims.believed(partition)) {
                lost.get(claims.believed(partition)).add(partition);
            }
        }
        return lost;
    }

    /**
     * Goes from a member to the one it lost a partition to, and on, until it comes to one that lost
     * nothing (which is done, as no circle goes through it) or to one that it has seen (a circle).
     */
    private void follow(int start, List<Deque<Integer>> lost, boolean[] done) {
        int[] places = new int[loads.length];
        Arrays.fill(places, -1);
        List<Integer> path = new ArrayList<>();
        int member = start;
        while (places[member] < 0) {
            Deque<Integer> losses = lost.get(member);
            while (!losses.isEmpty() && done[owners[losses.peek()]]) {
                losses.remove();
            }
            if (losses.isEmpty()) {
                done[member] = true;
                return;
            }
            places[member] = path.size();
            path.add(losses.peek());
            member = owners[losses.peek()];
        }
        for (int partition : path.subList(places[member], path.size())) {
            int had = claims.believed(partition);
            lost.get(had).remove();
            owners[partition] = had; // loads stay: each in the circle gets one and loses one
        }
    }
}
