package strata.groups.assign;

import static strata.groups.assign.AssignmentProblem.NOBODY;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.1", concept = "assignors", code = "GRP-401")
final class StickyTest {
    @Claim(
            value =
                    "Who had partitions keeps them up to its share, and one more while there are"
                            + " extras",
            rules = {"R4.1-d"})
    void whoHadPartitionsKeepsItsShare(Lesson lesson) {
        lesson.step("7 partitions; A had 0 to 3, B 4 to 6, C is new: a share of 2, and one extra");
        TestShares seven = members(3).topic("x", 7);
        seven.had("A", 1, "x", 0, 1, 2, 3).had("B", 1, "x", 4, 5, 6);
        lesson.expect("who gets what", "A: x 0 1 2; B: x 4 5; C: x 3 6", seven.bySticky());

        lesson.step("A had 0 2 4 6, B 1 3 5, C is new: the order is that of partitions");
        TestShares mixed = members(3).topic("x", 7);
        mixed.had("A", 1, "x", 6, 4, 2, 0).had("B", 1, "x", 1, 3, 5);
        lesson.expect("who gets what", "A: x 0 2 4; B: x 1 3; C: x 5 6", mixed.bySticky());

        lesson.step("8 partitions, two extras; A had 0 1, B 2 3 4, C 5 6 7: nothing changes");
        TestShares same = members(3).topic("x", 8);
        same.had("A", 1, "x", 0, 1).had("B", 1, "x", 2, 3, 4).had("C", 1, "x", 5, 6, 7);
        lesson.expect("who gets what", "A: x 0 1; B: x 2 3 4; C: x 5 6 7", same.bySticky());

        lesson.step("A and B had two each of 4, and C has left, who had the others");
        TestShares left = members(2).topic("x", 4).topic("y", 2);
        left.had("A", 3, "x", 3).had("A", 3, "y", 0).had("B", 3, "x", 0).had("B", 3, "y", 1);
        lesson.expect("who gets what", "A: x 1 3, y 0; B: x 0 2, y 1", left.bySticky());

        lesson.step("two partitions, and C had both: a share of nothing, and two extras");
        TestShares few = members(3).topic("x", 2).had("C", 1, "x", 0, 1);
        lesson.expect("who gets what", "A: x 1; B: nothing; C: x 0", few.bySticky());

        lesson.step("A had all 4 in generation 1, B 0 and 1 in generation 2");
        TestShares old = members(2).topic("x", 4);
        old.had("A", 1, "x", 0, 1, 2, 3).had("B", 2, "x", 0, 1);
        lesson.expect("who gets what", "A: x 2 3; B: x 0 1", old.bySticky());
    }

    @Claim(
            value = "What nobody has goes in turn to who is below its share, then one each",
            rules = {"R4.1-e"})
    void whatNobodyHasGoesToWhoIsBehind(Lesson lesson) {
        lesson.step("7 partitions; nobody had anything");
        TestShares fresh = members(3).topic("x", 7);
        lesson.expect("who gets what", "A: x 0 3 6; B: x 1 4; C: x 2 5", fresh.bySticky());

        lesson.step("8 partitions; A had 0 to 2, B had 3, C is new: two extras, and A keeps one");
        TestShares uneven = members(3).topic("x", 8);
        uneven.had("A", 1, "x", 0, 1, 2).had("B", 1, "x", 3);
        lesson.expect("who gets what", "A: x 0 1 2; B: x 3 4 7; C: x 5 6", uneven.bySticky());

        lesson.step("7 partitions; A had 0, C had 1 and 2: after B's second it is C's turn");
        TestShares turn = members(3).topic("x", 7);
        turn.had("A", 1, "x", 0).had("C", 1, "x", 1, 2);
        lesson.expect("who gets what", "A: x 0 3; B: x 4 5; C: x 1 2 6", turn.bySticky());

        SplittableRandom random = lesson.random("decks");
        lesson.step("up to 12 partitions, 5 members, who had some of them: played with cards");
        for (int i = 0; i < 400; i++) {
            int memberCount = 1 + random.nextInt(5);
            int[] had = owners(random, random.nextInt(13), memberCount);
            lesson.now("%s members had %s", memberCount, TestShares.text(had));
            String expected = TestShares.text(played(had, memberCount));
            String got = TestShares.text(having(memberCount, had).owners());
            lesson.expect("by partition, who gets it", expected, got);
        }
    }

    /** By the rules, with a row of members whose first one steps back whenever it gets a card. */
    private static int[] played(int[] had, int memberCount) {
        int share = had.length / memberCount;
        int extras = had.length % memberCount;
        int[] hands = new int[memberCount];
        int[] owners = new int[had.length];
        Arrays.fill(owners, NOBODY);
        for (int card = 0; card < had.length; card++) {
            boolean isExtra = had[card] != NOBODY && hands[had[card]] == share && extras > 0;
            if (isExtra || (had[card] != NOBODY && hands[had[card]] < share)) {
                extras -= isExtra ? 1 : 0;
                owners[card] = had[card];
                hands[had[card]]++;
            }
        }
        Deque<Integer> row = new ArrayDeque<>();
        for (int member = 0; member < memberCount; member++) {
            row.add(member);
        }
        for (int card = 0; card < had.length; card++) {
            if (owners[card] == NOBODY) {
                int most = Arrays.stream(hands).min().orElse(0) < share ? share - 1 : share;
                while (hands[row.element()] > most) {
                    row.add(row.remove());
                }
                owners[card] = row.remove();
                hands[owners[card]]++;
                row.add(owners[card]);
            }
        }
        return owners;
    }

    @Claim(
            value = "No sharing is more even, and none that is as even leaves more where it was",
            rules = {"R4.1-d", "R4.1-e", "R4.1-f"})
    void noSharingIsMoreEvenOrLeavesMore(Lesson lesson) {
        SplittableRandom random = lesson.random("small problems");
        lesson.step("problems so small that all the ways to share out can be tried");
        for (int i = 0; i < 300; i++) {
            int memberCount = 1 + random.nextInt(4);
            int partitionCount = random.nextInt(memberCount == 4 ? 6 : 8);
            int[] had = owners(random, partitionCount, memberCount);
            lesson.now("%s members had %s", memberCount, TestShares.text(had));
            int[] owners = having(memberCount, had).owners();
            int[] loads = new int[memberCount];
            for (int owner : owners) {
                lesson.expectThat(
                        owner != NOBODY,
                        "a partition's owner",
                        "a member",
                        TestShares.text(owners));
                loads[owner]++;
            }
            lesson.expectThat(
                    isEven(loads),
                    "what A, B, … get",
                    "as even as can be",
                    TestShares.text(owners));
            int most = mostThatStay(had, new int[memberCount], 0);
            lesson.expectThat(
                    stay(had, owners) == most,
                    "by partition, who gets it",
                    "something as even in which " + most + " stay",
                    TestShares.text(owners) + ", in which " + stay(had, owners) + " stay");
        }
    }

    /** Tries all ways to give out the partitions from one on, when members have so many already. */
    private static int mostThatStay(int[] had, int[] loads, int from) {
        if (from == had.length) {
            return isEven(loads) ? 0 : Integer.MIN_VALUE / 2;
        }
        int most = Integer.MIN_VALUE / 2;
        for (int member = 0; member < loads.length; member++) {
            loads[member]++;
            int stays = had[from] == member ? 1 : 0;
            most = Math.max(most, stays + mostThatStay(had, loads, from + 1));
            loads[member]--;
        }
        return most;
    }

    private static int stay(int[] had, int[] owners) {
        int stay = 0;
        for (int partition = 0; partition < had.length; partition++) {
            stay += had[partition] != NOBODY && had[partition] == owners[partition] ? 1 : 0;
        }
        return stay;
    }

    private static boolean isEven(int[] loads) {
        int most = Arrays.stream(loads).max().orElse(0);
        return most - Arrays.stream(loads).min().orElse(0) <= 1;
    }

    private static TestShares members(int count) {
        TestShares shares = new TestShares();
        for (int member = 0; member < count; member++) {
            shares.member(TestShares.name(member), "x", "y");
        }
        return shares;
    }

    /** Who had which partition: somebody who often had several, or nobody. */
    private static int[] owners(SplittableRandom random, int partitionCount, int memberCount) {
        int greedy = random.nextInt(memberCount);
        int[] owners = new int[partitionCount];
        for (int partition = 0; partition < partitionCount; partition++) {
            int other = random.nextInt(-1, memberCount);
            owners[partition] = random.nextInt(3) == 0 ? greedy : other;
        }
        return owners;
    }

    /** The partitions are those of one topic. */
    private static TestShares having(int memberCount, int[] had) {
        TestShares shares = members(memberCount).topic("x", had.length);
        for (int partition = 0; partition < had.length; partition++) {
            if (had[partition] != NOBODY) {
                shares.had(TestShares.name(had[partition]), 1, "x", partition);
            }
        }
        return shares;
    }
}
