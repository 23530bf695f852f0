package strata.replication;

import static strata.replication.HiddenTestPartition.NOBODY;
import static strata.replication.HiddenTestPartition.alone;
import static strata.replication.HiddenTestPartition.has;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.replication.LeaderElection.Choice;
import strata.replication.LeaderElection.Standing;

@Step(value = "3.7", concept = "the controller's election", code = "REP-307")
final class Hidden37ElectionTest {
    /** Three replicas, each in one of several places: as digits. */
    private static int[] digits(int number, int base) {
        return new int[] {number % base, number / base % base, number / base / base};
    }

    private static int setOf(int[] digits, int... places) {
        int set = 0;
        for (int i = 0; i < digits.length; i++) {
            for (int place : places) {
                set |= digits[i] == place ? 1 << i : 0;
            }
        }
        return set;
    }

    private static Predicate<NodeId> live(HiddenTestPartition p, int live) {
        return node -> has(live, p.replicas.indexOf(node));
    }

    // --- who has all

    /** As sets. */
    private record Question(int isr, int elr, int wished, int live, int lost, int minimum) {}

    @Claim(
            value = "Of every state of three replicas, and of larger ones, it is known who has all",
            rules = {"R3.7-a", "R3.7-b", "R3.7-c", "R3.7-d"})
    void ofEveryStateItIsKnownWhoHasAll(Lesson lesson) {
        SplittableRandom random = lesson.random("standings");
        HiddenTestPartition three = HiddenTestPartition.drawn(3, random);
        lesson.step("all states and circumstances of the replicas %s", three.replicas);
        for (int was = 0; was < 27; was++) {
            int[] place = digits(was, 3);
            for (int is = 0; is < 27; is++) {
                int[] fate = digits(is, 3);
                for (int wished = 0; wished < 8; wished++) {
                    int minimum = 1 + random.nextInt(4);
                    expectStanding(
                            lesson,
                            three,
                            new Question(
                                    setOf(place, 1),
                                    setOf(place, 2),
                                    wished,
                                    setOf(fate, 1),
                                    setOf(fate, 2),
                                    minimum),
                            random);
                }
            }
        }
        lesson.step("3000 others, of up to seven replicas");
        for (int i = 0; i < 3_000; i++) {
            HiddenTestPartition p = HiddenTestPartition.drawn(1 + random.nextInt(7), random);
            int isr = random.nextInt(p.sets());
            int live = many(p, random);
            Question question =
                    new Question(
                            isr,
                            random.nextInt(p.sets()) & ~isr,
                            many(p, random),
                            live,
                            random.nextInt(p.sets()) & ~live,
                            1 + random.nextInt(8));
            expectStanding(lesson, p, question, random);
        }
    }

    /** A set that has each replica with three chances in four. */
    private static int many(HiddenTestPartition p, SplittableRandom random) {
        int some = random.nextInt(p.sets());
        return some | random.nextInt(p.sets());
    }

    private static void expectStanding(
            Lesson lesson, HiddenTestPartition p, Question q, SplittableRandom random) {
        NodeId leader = q.isr == 0 ? null : p.node(Integer.numberOfTrailingZeros(q.isr));
        PartitionChanged now =
                p.state(p.mixed(q.isr, random), leader, p.mixed(q.elr, random), List.of());
        Wish wish =
                new Wish(
                        p.mixed(q.wished, random),
                        Election.IF_NEEDED,
                        p.mixed(q.lost, random),
                        false);
        Circumstances what = new Circumstances(live(p, q.live), q.minimum, false);
        lesson.now(
                "of %s: in sync were %s, eligible %s; wished %s; live %s; stopped uncleanly %s;"
                        + " minimum %s",
                p.replicas,
                now.isr(),
                now.elr(),
                wish.isr(),
                p.of(q.live),
                wish.stoppedUncleanly(),
                q.minimum);

        Standing standing = LeaderElection.standing(now, wish, what);

        int isr = q.wished & q.live & ~q.lost;
        boolean enough = Integer.bitCount(isr) >= Math.min(q.minimum, p.count());
        int elr = enough ? 0 : (q.isr | q.elr) & ~isr & ~q.lost;
        lesson.expect("the new ISR", p.of(isr), standing.isr());
        lesson.expect("the new ELR", p.of(elr), standing.elr());
    }

    // --- who leads

    /** As sets and places; who led last leads still, or is the last known one. */
    private record Candidates(
            int isr,
            int elr,
            int live,
            int ledLast,
            boolean leads,
            Election election,
            boolean any) {
        /** The less the better; of the same, the first of the assignment. */
        int rank(int replica) {
            if (has(isr, replica)) {
                boolean preferred = election == Election.PREFERRED && replica == 0;
                return preferred ? 0 : leads && replica == ledLast ? 1 : 2;
            }
            if (has(elr & live, replica)) {
                return 3;
            }
            if (elr == 0 && replica == ledLast && has(live, replica)) {
                return 4;
            }
            boolean unclean = any || election == Election.UNCLEAN;
            return unclean && has(live, replica) ? 5 : 6;
        }

        int best() {
            int best = NOBODY;
            for (int i = 2; i >= 0; i--) {
                boolean better = best == NOBODY || rank(i) <= rank(best);
                best = better && rank(i) < 6 ? i : best;
            }
            return best;
        }
    }

    @Claim(
            value =
                    "In every circumstance the first that fits leads, and says if it may lack"
                            + " records",
            rules = {"R3.7-e", "R3.7-f", "R3.7-g", "R3.7-h", "R3.7-i", "R3.7-j"})
    void inEveryCircumstanceTheFirstThatFitsLeads(Lesson lesson) {
        SplittableRandom random = lesson.random("choices");
        HiddenTestPartition p = HiddenTestPartition.drawn(3, random);
        lesson.step("all circumstances of the replicas %s", p.replicas);
        for (int places = 0; places < 125; places++) {
            int[] place = digits(places, 5);
            for (Election election : Election.values()) {
                for (int ledLast = NOBODY; ledLast <= p.count(); ledLast++) {
                    for (int kind = 0; kind < 4; kind++) {
                        Candidates candidates =
                                new Candidates(
                                        setOf(place, 0),
                                        setOf(place, 1, 2),
                                        setOf(place, 0, 1, 3),
                                        ledLast,
                                        kind % 2 == 0,
                                        election,
                                        kind < 2);
                        expectChoice(lesson, p, candidates, random);
                    }
                }
            }
        }
    }

    private static void expectChoice(
            Lesson lesson, HiddenTestPartition p, Candidates c, SplittableRandom random) {
        NodeId ledLast = p.node(c.ledLast);
        List<NodeId> known = ledLast == null || c.leads ? List.of() : List.of(ledLast);
        PartitionChanged now =
                p.state(
                        p.of(random.nextInt(p.sets())),
                        c.leads ? ledLast : null,
                        p.of(random.nextInt(p.sets())),
                        known);
        Standing standing = new Standing(p.of(c.isr), p.of(c.elr));
        Wish wish = new Wish(p.of(random.nextInt(p.sets())), c.election, List.of(), false);
        lesson.now(
                "of %s: in sync are %s, eligible %s, live %s; leader %s, last known %s; %s, unclean"
                        + " elections %s",
                p.replicas,
                standing.isr(),
                standing.elr(),
                p.of(c.live),
                "" + now.leader(),
                known,
                c.election,
                c.any);

        Circumstances what = new Circumstances(live(p, c.live), 2, c.any);
        Choice choice = LeaderElection.choose(now, wish, standing, what);

        int best = c.best();
        lesson.expect("who leads, null for nobody", p.node(best), choice.leader());
        if (best != NOBODY) {
            lesson.expect("whether that is unclean", c.rank(best) >= 4, choice.unclean());
        }
    }

    // --- the next state

    /** As sets and places. */
    private record Decision(int isr, int elr, int leader, boolean unclean) {
        boolean fromOutside() {
            return leader != NOBODY && !has(isr, leader);
        }
    }

    @Claim(
            value = "Whoever is chosen, the next state says all that follows from it, and no more",
            rules = {"R3.7-k", "R3.7-l", "R3.7-m", "R3.7-n", "R3.7-o"})
    void theNextStateSaysWhatFollows(Lesson lesson) {
        SplittableRandom random = lesson.random("states");
        for (int replicas = 1; replicas <= 4; replicas++) {
            HiddenTestPartition p = HiddenTestPartition.drawn(replicas, random);
            lesson.step("all decisions about the replicas %s", p.replicas);
            for (Decision decision : decisions(p)) {
                for (int ledLast = NOBODY; ledLast <= replicas; ledLast++) {
                    for (int kind = 0; kind < 4; kind++) {
                        boolean leads = kind % 2 == 0;
                        boolean recovering = kind < 2;
                        boolean same = random.nextInt(3) > 0;
                        int isr = random.nextInt(p.sets());
                        PartitionChanged now =
                                p.state(
                                        p.of(same ? decision.isr : isr),
                                        leads ? p.node(ledLast) : null,
                                        p.of(same ? decision.elr : ~isr & (p.sets() - 1)),
                                        leads || ledLast == NOBODY
                                                ? List.of()
                                                : List.of(nodeOf(p, ledLast)),
                                        recovering);
                        expectNext(lesson, p, now, decision, random);
                    }
                }
            }
        }
    }

    private static NodeId nodeOf(HiddenTestPartition p, int index) {
        return index < p.count() ? p.replicas.get(index) : p.former;
    }

    /** All that can come out of a choice. */
    private static List<Decision> decisions(HiddenTestPartition p) {
        List<Decision> all = new ArrayList<>();
        for (int isr = 0; isr < p.sets(); isr++) {
            for (int elr = 0; elr < p.sets(); elr++) {
                if ((isr & elr) != 0) {
                    continue;
                }
                for (int leader = NOBODY; leader < p.count(); leader++) {
                    boolean known = has(isr | elr, leader);
                    if (isr == 0 || has(isr, leader)) {
                        all.add(new Decision(isr, elr, leader, leader != NOBODY && !known));
                    }
                }
            }
        }
        return all;
    }

    private static void expectNext(
            Lesson lesson,
            HiddenTestPartition p,
            PartitionChanged now,
            Decision d,
            SplittableRandom random) {
        int minimum = 1 + random.nextInt(3);
        boolean newEpoch = random.nextInt(4) == 0;
        Standing standing = new Standing(p.of(d.isr), p.of(d.elr));
        Choice choice = new Choice(p.node(d.leader), d.unclean);
        Wish wish = new Wish(p.of(d.isr), Election.IF_NEEDED, List.of(), newEpoch);
        lesson.now(
                "%s; %s; %s; minimum %s, new epoch %s", now, standing, choice, minimum, newEpoch);

        PartitionChanged next =
                LeaderElection.next(
                        now,
                        wish,
                        standing,
                        choice,
                        new Circumstances(node -> true, minimum, d.unclean));

        NodeId leader = choice.leader();
        boolean changes = d.fromOutside() || !Objects.equals(leader, now.leader());
        PartitionChanged right =
                new PartitionChanged(
                        now.topicId(),
                        now.partition(),
                        now.replicas(),
                        p.of(d.fromOutside() ? alone(d.leader) : d.isr),
                        leader,
                        changes || newEpoch ? 8 : 7,
                        next.partitionEpoch(),
                        p.of(elrAfter(p, d, minimum)),
                        leader == null ? ledLast(now) : List.of(),
                        d.unclean || now.recovering(),
                        now.adding(),
                        now.removing());
        lesson.expect("the next state, whatever its partition epoch", right, next);
        boolean anything = !next.equals(now);
        lesson.expect("its partition epoch", anything ? 71 : 70, next.partitionEpoch());
        boolean should =
                right.leaderEpoch() != now.leaderEpoch()
                        || !right.isr().equals(now.isr())
                        || !right.elr().equals(now.elr())
                        || !right.lastKnownElr().equals(now.lastKnownElr())
                        || right.recovering() != now.recovering();
        lesson.expect("whether anything has changed", should, anything);
    }

    private static int elrAfter(HiddenTestPartition p, Decision d, int minimum) {
        boolean enough = Math.min(minimum, p.count()) <= 1;
        if (d.unclean || (d.fromOutside() && enough)) {
            return 0;
        }
        return d.elr & ~alone(d.leader);
    }

    private static List<NodeId> ledLast(PartitionChanged now) {
        List<NodeId> known = now.leader() == null ? now.lastKnownElr() : List.of(now.leader());
        return known.stream().filter(now.replicas()::contains).toList();
    }
}
