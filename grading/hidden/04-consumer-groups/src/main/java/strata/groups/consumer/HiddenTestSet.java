package strata.groups.consumer;

import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.MemberState;

/** Partitions as plain numbers: topic times 100 plus partition; each with its epoch. */
final class HiddenTestSet {
    static final List<TopicId> TOPICS =
            List.of(new TopicId(1, 1), new TopicId(2, 7), new TopicId(-3, 5));

    private HiddenTestSet() {}

    static int number(TopicId topic, int partition) {
        return 100 * TOPICS.indexOf(topic) + partition;
    }

    static Partitions of(NavigableMap<Integer, Integer> epochs) {
        Partitions.Builder builder = new Partitions.Builder(4);
        epochs.forEach(
                (number, epoch) -> builder.add(TOPICS.get(number / 100), number % 100, epoch));
        return builder.sorted();
    }

    static NavigableMap<Integer, Integer> numbers(Partitions partitions) {
        NavigableMap<Integer, Integer> numbers = new TreeMap<>();
        partitions.forEach(
                (topic, partition) ->
                        numbers.put(
                                number(topic, partition), partitions.epochOf(topic, partition)));
        return numbers;
    }

    /** Each of all with some chance, given at epochs up to the latest. */
    static NavigableMap<Integer, Integer> drawn(SplittableRandom random, int latest) {
        NavigableMap<Integer, Integer> drawn = new TreeMap<>();
        int chance = random.nextInt(1, 5);
        for (int topic = 0; topic < TOPICS.size(); topic++) {
            for (int partition = 0; partition < 3; partition++) {
                if (random.nextInt(5) < chance) {
                    drawn.put(100 * topic + partition, random.nextInt(latest + 1));
                }
            }
        }
        return drawn;
    }

    /** Some of these numbers. */
    static NavigableSet<Integer> some(SplittableRandom random, NavigableMap<Integer, Integer> of) {
        NavigableSet<Integer> some = new TreeSet<>(of.keySet());
        some.removeIf(each -> random.nextInt(3) == 0);
        return some;
    }

    static MemberState anyState(SplittableRandom random) {
        return List.of(MemberState.values()).get(random.nextInt(4));
    }
}
