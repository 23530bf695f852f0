package strata.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.PendingOffsets.Pending;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.8", concept = "offsets in the transaction", code = "TXN-508")
final class Hidden58OffsetsTest {
    private final PendingOffsets offsets = new KafkaTransactionsLayer().newPendingOffsets();

    // By producer and key, in the order in which they came.
    private final Map<Long, Map<GroupKey.Offset, Pending>> model = new LinkedHashMap<>();
    private long end;

    private static GroupKey.Offset key(SplittableRandom random) {
        return new GroupKey.Offset(
                "g" + random.nextInt(3), "t" + random.nextInt(2), random.nextInt(3));
    }

    private void add(long producerId, GroupKey.Offset key) {
        GroupValue.Offset value = new GroupValue.Offset(end % 97, -1, "", 1, -1, TopicId.ZERO);
        Pending pending = new Pending(end++, key, value);
        offsets.add(producerId, pending);
        Map<GroupKey.Offset, Pending> its =
                model.computeIfAbsent(producerId, any -> new LinkedHashMap<>());
        its.remove(key);
        its.put(key, pending);
    }

    private List<Pending> modelEnded(long producerId, boolean committed) {
        Map<GroupKey.Offset, Pending> its = model.remove(producerId);
        return its == null || !committed ? List.of() : new ArrayList<>(its.values());
    }

    private void expectSame(Lesson lesson) {
        for (int group = 0; group < 3; group++) {
            String name = "g" + group;
            boolean any = false;
            for (int i = 0; i < 6; i++) {
                GroupKey.Offset key = new GroupKey.Offset(name, "t" + i / 3, i % 3);
                boolean has = model.values().stream().anyMatch(its -> its.containsKey(key));
                any |= has;
                lesson.expect(
                        "whether " + key + " is pending",
                        has,
                        offsets.has(name, "t" + i / 3, i % 3));
            }
            lesson.expect("whether any of " + name + " is", any, offsets.hasAny(name));
        }
    }

    @Claim(
            value = "Whatever is added, ended and dropped, just the rest is pending",
            rules = {"R5.8-a", "R5.8-b", "R5.8-c", "R5.8-d"})
    void justTheRestIsPending(Lesson lesson) {
        SplittableRandom random = lesson.random("history");
        lesson.step("4 producers, 3 groups, 500 steps");
        for (int step = 0; step < 500; step++) {
            long producerId = 4_000L + random.nextInt(4);
            GroupKey.Offset key = key(random);
            lesson.now("step %s: producer %s, %s", step, producerId, key);
            switch (random.nextInt(8)) {
                case 0 -> {
                    boolean committed = random.nextBoolean();
                    lesson.expect(
                            "what is told",
                            modelEnded(producerId, committed),
                            offsets.ended(producerId, committed));
                }
                case 1 -> {
                    offsets.dropped(key);
                    model.values().forEach(its -> its.remove(key));
                }
                default -> add(producerId, key);
            }
            expectSame(lesson);
        }
    }

    @Claim(
            value =
                    "However many keys a transaction has, they are told in the order of their"
                            + " records",
            rules = {"R5.8-a", "R5.8-c"})
    void theyAreToldInTheOrderOfTheirRecords(Lesson lesson) {
        SplittableRandom random = lesson.random("keys");
        lesson.step("30 transactions of up to 40 records, some of the same key");
        for (int i = 0; i < 30; i++) {
            for (int count = random.nextInt(1, 40); count > 0; count--) {
                add(7, key(random));
            }
            lesson.expect("what is told", modelEnded(7, true), offsets.ended(7, true));
        }
    }

    @Claim(
            value = "Of two producers that have the same key pending each is told its own",
            rules = {"R5.8-a", "R5.8-b", "R5.8-c", "R5.8-d"})
    void eachIsToldItsOwn(Lesson lesson) {
        SplittableRandom random = lesson.random("pairs");
        lesson.step("two producers, the same keys; one commits, then the other, or it is dropped");
        for (int i = 0; i < 60; i++) {
            GroupKey.Offset key = key(random);
            add(1, key);
            add(2, key);
            lesson.expect("what is told of 1", modelEnded(1, true), offsets.ended(1, true));
            expectSame(lesson);
            if (random.nextBoolean()) {
                offsets.dropped(key);
                model.clear();
            }
            lesson.expect("what is told of 2", modelEnded(2, true), offsets.ended(2, true));
            expectSame(lesson);
        }
    }
}
