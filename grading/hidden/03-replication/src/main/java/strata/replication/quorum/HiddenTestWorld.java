package strata.replication.quorum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import strata.kernel.NodeId;
import strata.kernel.replication.QuorumStatus.Role;
import strata.lessons.Lesson;

/**
 * Voters and what is between them: messages are delayed, lost, doubled, and overtake each other,
 * until all is calm.
 */
final class HiddenTestWorld {
    private static final int NOTES_MAX = 10;

    private record Event(long timeMs, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(timeMs, other.timeMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Lesson lesson;
    private final SplittableRandom random;
    private final HiddenTestPromises promises = new HiddenTestPromises(this);
    private final List<HiddenTestMember> members = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    // From a node to another, as 100 * from + to.
    private final TreeSet<Integer> blocked = new TreeSet<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private boolean isCalm;
    private long nowMs = 1_000;
    private long number;
    private long values;

    HiddenTestWorld(Lesson lesson, int voters, SplittableRandom random) {
        this.lesson = lesson;
        this.random = random;
        for (NodeId id : HiddenTestQuorum.voters(voters)) {
            members.add(new HiddenTestMember(id, voters, this));
        }
    }

    // --- what it consists of

    SplittableRandom random() {
        return random;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    HiddenTestPromises promises() {
        return promises;
    }

    List<HiddenTestMember> members() {
        return members;
    }

    HiddenTestMember any() {
        return members.get(random.nextInt(members.size()));
    }

    /** Who leads in the latest epoch. */
    HiddenTestMember leader() {
        HiddenTestMember leader = null;
        for (HiddenTestMember member : members) {
            boolean leads = member.isUp() && member.status().role() == Role.LEADER;
            if (leads && (leader == null || member.status().epoch() > leader.status().epoch())) {
                leader = member;
            }
        }
        if (leader == null) {
            throw broken("who leads, though nothing is wrong any more", "somebody", "nobody");
        }
        return leader;
    }

    // --- time

    long nowMs() {
        return nowMs;
    }

    void at(long timeMs, Runnable what) {
        events.add(new Event(Math.max(nowMs, timeMs), number++, what));
    }

    void in(long delayMs, Runnable what) {
        at(nowMs + delayMs, what);
    }

    void runFor(long lengthMs) {
        long endMs = nowMs + lengthMs;
        while (!events.isEmpty() && events.element().timeMs() <= endMs) {
            Event next = events.remove();
            nowMs = next.timeMs();
            next.what().run();
        }
        nowMs = endMs;
    }

    // --- what is told when something breaks

    void note(NodeId of, String text) {
        notes.add(nowMs + " ms, " + of + ": " + text);
        if (notes.size() > NOTES_MAX) {
            notes.remove();
        }
    }

    void expect(boolean holds, String what, String expected, String got) {
        if (!holds) {
            throw broken(what, expected, got);
        }
    }

    private RuntimeException broken(String what, String expected, String got) {
        lesson.now("at %s ms, after %s", nowMs, String.join("; ", notes));
        throw lesson.fail(what, expected, got);
    }

    // --- messages

    /**
     * Asks somebody something.
     *
     * @param handling what the receiver does; it may answer later
     * @param answered perhaps more than once
     * @param unanswered when no answer came in time; one may come all the same, later
     */
    <T> void ask(
            HiddenTestMember from,
            NodeId to,
            BiConsumer<HiddenTestMember, Consumer<T>> handling,
            Consumer<T> answered,
            Runnable unanswered) {
        int life = from.life();
        boolean[] done = {false};
        HiddenTestMember receiver = members.get(to.number() - 1);
        Consumer<T> back =
                answer ->
                        send(
                                to,
                                from.id(),
                                () -> {
                                    done[0] = true;
                                    from.actIn(life, () -> answered.accept(answer));
                                });
        send(from.id(), to, () -> receiver.act(() -> handling.accept(receiver, back)));
        in(
                isCalm ? 250 : 150 + random.nextInt(400),
                () -> {
                    if (!done[0]) {
                        done[0] = true;
                        from.actIn(life, unanswered);
                    }
                });
    }

    private void send(NodeId from, NodeId to, Runnable arrival) {
        int copies = isCalm ? 1 : oneIn(20) ? 0 : oneIn(15) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delayMs = !isCalm && oneIn(20) ? random.nextInt(700) : 1 + random.nextInt(6);
            in(
                    delayMs,
                    () -> {
                        if (!blocked.contains(100 * from.number() + to.number())) {
                            arrival.run();
                        }
                    });
        }
    }

    void block(NodeId from, NodeId to) {
        blocked.add(100 * from.number() + to.number());
    }

    void isolate(HiddenTestMember one) {
        note(one.id(), "is cut off");
        for (HiddenTestMember other : members) {
            block(one.id(), other.id());
            block(other.id(), one.id());
        }
    }

    void heal() {
        blocked.clear();
    }

    void calm() {
        isCalm = true;
        heal();
    }

    // --- histories

    void startAll() {
        members.forEach(member -> in(random.nextInt(200), member::startAgain));
    }

    void appends() {
        in(
                5 + random.nextInt(60),
                () -> {
                    members.forEach(member -> member.append(++values));
                    appends();
                });
    }

    /** Faults for a while; then all is well, and must be so. */
    void chaos(long lengthMs) {
        long endMs = nowMs + lengthMs;
        startAll();
        appends();
        faults(endMs);
        if (oneIn(2)) {
            leadersDieYoung(endMs, 0);
        }
        runFor(lengthMs);
        calm();
        members.forEach(HiddenTestMember::mend);
        runFor(5_000);
        HiddenTestMember leader = leader();
        leader.append(++values);
        long end = leader.log().end().offset();
        runFor(3_000);
        for (HiddenTestMember member : members) {
            long committed = member.status().highWatermark();
            expect(
                    committed >= end,
                    "what " + member.id() + " knows to be committed, when all is well again",
                    "at least " + end,
                    "" + committed);
        }
    }

    private void faults(long endMs) {
        in(
                20 + random.nextInt(400),
                () -> {
                    if (nowMs < endMs) {
                        fault();
                        faults(endMs);
                    }
                });
    }

    private void fault() {
        HiddenTestMember one = any();
        switch (random.nextInt(8)) {
            case 0, 1 -> one.crash();
            case 2, 3, 4 -> one.crashSoon();
            case 5 -> isolate(one);
            case 6 -> block(one.id(), any().id());
            default -> heal();
        }
        for (HiddenTestMember member : members) {
            if (oneIn(3)) {
                in(random.nextInt(400), member::startAgain);
            }
        }
    }

    /** Such leaders leave ends of logs that nobody else has. */
    private void leadersDieYoung(long endMs, int lastEpoch) {
        int latest = lastEpoch;
        for (HiddenTestMember member : members) {
            boolean isNew =
                    member.isUp()
                            && member.status().role() == Role.LEADER
                            && member.status().epoch() > lastEpoch;
            if (isNew) {
                latest = Math.max(latest, member.status().epoch());
                if (oneIn(2)) {
                    in(
                            random.nextInt(60),
                            () -> {
                                if (!isCalm) {
                                    member.crash();
                                }
                            });
                }
            }
        }
        int known = latest;
        in(
                10,
                () -> {
                    if (nowMs < endMs) {
                        leadersDieYoung(endMs, known);
                    }
                });
    }
}
