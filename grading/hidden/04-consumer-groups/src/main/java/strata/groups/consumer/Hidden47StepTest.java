package strata.groups.consumer;

import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.MemberState;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.7", concept = "reconciliation", code = "GRP-407")
final class Hidden47StepTest {
    /** One that is to take a step. */
    private record Case(
            ConsumerMember member,
            int goalEpoch,
            NavigableMap<Integer, Integer> target,
            Set<TopicId> subscribed,
            boolean changed,
            @Nullable NavigableSet<Integer> owned,
            NavigableSet<Integer> others) {

        boolean stillHas(Set<Integer> partitions) {
            return owned == null || partitions.stream().anyMatch(owned::contains);
        }

        boolean wants(int number) {
            return subscribed.contains(HiddenTestSet.TOPICS.get(number / 100));
        }
    }

    @Claim(
            value = "From wherever a member stands, its next step is the one the rules say",
            rules = {"R4.7-d", "R4.7-e", "R4.7-f", "R4.7-g"})
    void theNextStepIsTheOneTheRulesSay(Lesson lesson) {
        SplittableRandom random = lesson.random("steps");
        lesson.step("members anywhere on their way");
        for (int i = 0; i < 4_000; i++) {
            Case at = drawn(random);
            lesson.now("step %s of 4000: %s", i + 1, at);
            ConsumerMember next =
                    new Reconciliation(
                                    at.member(),
                                    new Reconciliation.Goal(
                                            at.goalEpoch(), HiddenTestSet.of(at.target())),
                                    at.subscribed(),
                                    at.changed(),
                                    at.owned() == null ? null : partitions(at.owned()),
                                    (topic, partition) ->
                                            at.others()
                                                    .contains(
                                                            HiddenTestSet.number(topic, partition)))
                            .next();
            ConsumerMember right = next(at);
            lesson.expect("its state", right.state(), next.state());
            lesson.expect("its epoch", right.epoch(), next.epoch());
            lesson.expect(
                    "what it is assigned",
                    HiddenTestSet.numbers(right.assigned()),
                    HiddenTestSet.numbers(next.assigned()));
            lesson.expect(
                    "what it has to let go",
                    HiddenTestSet.numbers(right.revoking()).keySet(),
                    HiddenTestSet.numbers(next.revoking()).keySet());
            lesson.expect("what it wants", right.wants(), next.wants());
            if (right.equals(at.member())) {
                lesson.expect("who stays as it is", at.member(), next);
            }
            lesson.expect("its epoch before", right.previousEpoch(), next.previousEpoch());
        }
    }

    private static Case drawn(SplittableRandom random) {
        int epoch = random.nextInt(1, 9);
        NavigableMap<Integer, Integer> assigned = HiddenTestSet.drawn(random, epoch);
        NavigableMap<Integer, Integer> revoking = HiddenTestSet.drawn(random, epoch);
        MemberState state = HiddenTestSet.anyState(random);
        if (state == MemberState.UNREVOKED_PARTITIONS) {
            revoking.keySet().removeAll(assigned.keySet());
        } else {
            revoking.clear();
        }
        ConsumerMember member =
                new ConsumerMember(
                        "m",
                        ConsumerMember.unknown("m").wants(),
                        epoch,
                        epoch - 1,
                        state,
                        HiddenTestSet.of(assigned),
                        HiddenTestSet.of(revoking));
        Set<TopicId> subscribed = new LinkedHashSet<>(HiddenTestSet.TOPICS);
        if (random.nextBoolean()) {
            subscribed.remove(HiddenTestSet.TOPICS.get(random.nextInt(3)));
        }
        NavigableMap<Integer, Integer> all = new TreeMap<>(assigned);
        all.putAll(revoking);
        NavigableSet<Integer> owned = null;
        if (random.nextInt(4) > 0) {
            owned = HiddenTestSet.some(random, random.nextBoolean() ? all : assigned);
        }
        NavigableMap<Integer, Integer> target = HiddenTestSet.drawn(random, 0);
        if (random.nextInt(3) == 0) {
            assigned.keySet().forEach(each -> target.put(each, 0));
        }
        NavigableSet<Integer> others = HiddenTestSet.some(random, HiddenTestSet.drawn(random, 0));
        others.removeAll(all.keySet());
        return new Case(
                member,
                epoch + random.nextInt(3),
                target,
                subscribed,
                random.nextBoolean(),
                owned,
                others);
    }

    private static Partitions partitions(Set<Integer> numbers) {
        NavigableMap<Integer, Integer> epochs = new TreeMap<>();
        numbers.forEach(each -> epochs.put(each, 0));
        return HiddenTestSet.of(epochs);
    }

    private static ConsumerMember next(Case at) {
        Set<Integer> revoking = HiddenTestSet.numbers(at.member().revoking()).keySet();
        boolean waits =
                switch (at.member().state()) {
                    case STABLE -> at.member().epoch() == at.goalEpoch();
                    case UNREVOKED_PARTITIONS -> at.stillHas(revoking);
                    case UNRELEASED_PARTITIONS, UNKNOWN -> false;
                };
        if (!waits) {
            return towardsTarget(at);
        }
        return at.changed() ? withoutUnsubscribed(at) : at.member();
    }

    private static ConsumerMember towardsTarget(Case at) {
        NavigableMap<Integer, Integer> kept = HiddenTestSet.numbers(at.member().assigned());
        NavigableMap<Integer, Integer> letGo = new TreeMap<>(kept);
        NavigableSet<Integer> target = new TreeSet<>(at.target().keySet());
        target.removeIf(each -> !at.wants(each));
        kept.keySet().retainAll(target);
        letGo.keySet().removeAll(target);
        if (!letGo.isEmpty() && at.stillHas(letGo.keySet())) {
            return stands(at, at.member().epoch(), MemberState.UNREVOKED_PARTITIONS, kept, letGo);
        }
        for (int each : target) {
            if (!at.others().contains(each)) {
                kept.putIfAbsent(each, at.goalEpoch());
            }
        }
        MemberState state =
                kept.size() == target.size()
                        ? MemberState.STABLE
                        : MemberState.UNRELEASED_PARTITIONS;
        return stands(at, at.goalEpoch(), state, kept, new TreeMap<>());
    }

    private static ConsumerMember withoutUnsubscribed(Case at) {
        NavigableMap<Integer, Integer> kept = HiddenTestSet.numbers(at.member().assigned());
        NavigableMap<Integer, Integer> before = HiddenTestSet.numbers(at.member().revoking());
        NavigableMap<Integer, Integer> letGo = new TreeMap<>(kept);
        letGo.keySet().removeIf(at::wants);
        if (letGo.isEmpty()) {
            return at.member();
        }
        kept.keySet().removeAll(letGo.keySet());
        letGo.putAll(before);
        return at.stillHas(letGo.keySet())
                ? stands(at, at.member().epoch(), MemberState.UNREVOKED_PARTITIONS, kept, letGo)
                : stands(at, at.member().epoch(), at.member().state(), kept, before);
    }

    private static ConsumerMember stands(
            Case at,
            int epoch,
            MemberState state,
            NavigableMap<Integer, Integer> assigned,
            NavigableMap<Integer, Integer> revoking) {
        return at.member()
                .moved(epoch, state, HiddenTestSet.of(assigned), HiddenTestSet.of(revoking));
    }
}
