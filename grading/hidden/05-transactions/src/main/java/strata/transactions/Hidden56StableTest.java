package strata.transactions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.6", concept = "the last stable offset", code = "TXN-506")
final class Hidden56StableTest {
    /** A transaction; its marker is at -1 while it has none. */
    private record Life(int id, long first, long marker, boolean committed, long stable) {}

    /** A partition, and what has happened in it. */
    private static final class World {
        final HiddenTestPartition partition = HiddenTestPartition.begun();
        final List<Life> lives = new ArrayList<>();
        private final SplittableRandom random;
        private final int[] sequences = new int[6];

        World(SplittableRandom random) {
            this.random = random;
        }

        /** A record, a marker, or another segment. */
        void step() {
            int id = random.nextInt(sequences.length);
            Life open =
                    lives.stream()
                            .filter(each -> each.id() == id && each.marker() < 0)
                            .findFirst()
                            .orElse(null);
            switch (random.nextInt(7)) {
                case 0 -> partition.plain(random.nextInt(1, 3));
                case 1 -> partition.roll();
                case 2, 3, 4 -> {
                    long at = partition.open(id, 0, sequences[id]++);
                    if (open == null) {
                        lives.add(new Life(id, at, -1, false, -1));
                    }
                }
                default -> {
                    boolean committed = random.nextInt(3) == 0;
                    long at = partition.mark(id, 0, committed);
                    if (open != null) {
                        lives.remove(open);
                        long stable =
                                lives.stream()
                                        .filter(each -> each.marker() < 0)
                                        .mapToLong(Life::first)
                                        .min()
                                        .orElse(at + 1);
                        lives.add(new Life(id, open.first(), at, committed, stable));
                    }
                }
            }
            if (random.nextInt(3) == 0) {
                partition.highWatermarkIs(
                        random.nextLong(partition.highWatermark, partition.end() + 1));
            }
        }

        long stable() {
            long mark = partition.highWatermark;
            return lives.stream()
                    .filter(each -> each.marker() < 0 || each.marker() >= mark)
                    .mapToLong(Life::first)
                    .reduce(mark, Math::min);
        }

        String aborted(long from, long below) {
            List<String> texts =
                    lives.stream()
                            .filter(each -> each.marker() >= from && !each.committed())
                            .filter(each -> each.first() < below)
                            .sorted(Comparator.comparingLong(Life::marker))
                            .map(
                                    each ->
                                            "%s: %s-%s (LSO %s)"
                                                    .formatted(
                                                            each.id(),
                                                            each.first(),
                                                            each.marker(),
                                                            each.stable()))
                            .toList();
            return texts.isEmpty() ? "none" : String.join(", ", texts);
        }

        void cutAt(long end) {
            partition.truncateTo(end);
            lives.removeIf(each -> each.first() >= end);
            lives.replaceAll(
                    each ->
                            each.marker() >= end
                                    ? new Life(each.id(), each.first(), -1, false, -1)
                                    : each);
        }
    }

    private static void expectStable(Lesson lesson, World world) {
        lesson.expect(
                "the last stable offset at " + world.partition.highWatermark,
                world.stable(),
                world.partition.stable());
    }

    @Claim(
            value =
                    "Whatever is written and committed, the last stable offset is where it should"
                            + " be",
            rules = {"R5.6-a", "R5.6-b", "R5.6-h"})
    void theLastStableOffsetIsWhereItShouldBe(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        for (int life = 0; life < 15; life++) {
            lesson.step("history %s", life + 1);
            World world = new World(random);
            for (int step = 0; step < 60; step++) {
                world.step();
                lesson.now("step %s", step);
                expectStable(lesson, world);
            }
        }
    }

    @Claim(
            value =
                    "Whatever a reader reads, it is told just the aborted transactions that concern"
                            + " it",
            rules = {"R5.5-d", "R5.6-c", "R5.6-d", "R5.6-e"})
    void aReaderIsToldJustWhatConcernsIt(Lesson lesson) {
        SplittableRandom random = lesson.random("readers");
        for (int life = 0; life < 10; life++) {
            lesson.step("history %s", life + 1);
            World world = new World(random);
            for (int step = 0; step < 80; step++) {
                world.step();
            }
            world.partition.commitAll();
            long end = world.stable();
            for (int reader = 0; reader < 40 && end > 0; reader++) {
                long from = random.nextLong(end);
                long below = random.nextLong(from + 1, end + 1);
                lesson.now("who reads %s to %s", from, below);
                lesson.expect(
                        "what it is told",
                        world.aborted(from, below),
                        world.partition.aborted(from, below));
            }
        }
    }

    @Claim(
            value = "Wherever the log is cut, what is left is known, and nothing else",
            rules = {"R5.6-a", "R5.6-f", "R5.3-f"})
    void whereverTheLogIsCut(Lesson lesson) {
        SplittableRandom random = lesson.random("cuts");
        for (int life = 0; life < 12; life++) {
            lesson.step("history %s", life + 1);
            World world = new World(random);
            for (int step = 0; step < 70; step++) {
                world.step();
                if (random.nextInt(10) == 0 && world.partition.end() > 0) {
                    long end = random.nextLong(world.partition.end());
                    lesson.now("step %s: the log is cut at %s", step, end);
                    world.cutAt(end);
                    expectStable(lesson, world);
                    lesson.expect(
                            "what was aborted",
                            world.aborted(0, Long.MAX_VALUE),
                            world.partition.aborted(0, Long.MAX_VALUE));
                }
            }
        }
    }

    @Claim(
            value = "However it stops, what was aborted is known again, each once",
            rules = {"R5.6-a", "R5.6-d", "R5.3-d"})
    void howeverItStops(Lesson lesson) {
        SplittableRandom random = lesson.random("stops");
        for (int life = 0; life < 10; life++) {
            lesson.step("history %s", life + 1);
            World world = new World(random);
            for (int step = 0; step < 60; step++) {
                world.step();
                if (random.nextInt(12) == 0) {
                    if (random.nextBoolean()) {
                        world.partition.flush();
                    }
                    boolean killed = random.nextBoolean();
                    if (killed) {
                        world.partition.kill();
                    } else {
                        world.partition.restart();
                    }
                    lesson.now("step %s: it was %s", step, killed ? "killed" : "stopped");
                    expectStable(lesson, world);
                    lesson.expect(
                            "what was aborted",
                            world.aborted(0, Long.MAX_VALUE),
                            world.partition.aborted(0, Long.MAX_VALUE));
                }
            }
        }
    }

    @Claim(
            value = "Of segments that are deleted the entries go, of the others they stay",
            rules = {"R5.6-g"})
    void ofSegmentsThatAreDeletedTheEntriesGo(Lesson lesson) {
        SplittableRandom random = lesson.random("deletions");
        for (int life = 0; life < 10; life++) {
            lesson.step("history %s", life + 1);
            World world = new World(random);
            for (int step = 0; step < 60; step++) {
                world.step();
            }
            world.partition.commitAll();
            long start = random.nextLong(world.partition.end());
            lesson.now("the log begins at %s now", start);
            world.partition.deleteBelow(start);
            long base = world.partition.log().segments().get(0).baseOffset();
            world.lives.removeIf(each -> each.marker() >= 0 && each.marker() < base);
            lesson.expect(
                    "what was aborted",
                    world.aborted(0, Long.MAX_VALUE),
                    world.partition.aborted(0, Long.MAX_VALUE));
            lesson.expect(
                    "the last stable offset",
                    Math.max(start, world.stable()),
                    world.partition.stable());
        }
    }
}
