package strata.conformance.groups;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;

/** Records drawn from a seed: any of their fields may be empty, null or large. */
final class GroupRecordDraft {
    private static final int TYPES = 8;

    private final Random random;

    GroupRecordDraft(long seed) {
        random = new Random(seed);
    }

    GroupRecord next() {
        String group = text();
        return switch (random.nextInt(TYPES)) {
            case 0 -> record(new GroupKey.Offset(group, text(), random.nextInt()), offset());
            case 1 -> record(new GroupKey.ClassicGroup(group), classicGroup());
            case 2 ->
                    record(
                            new GroupKey.ConsumerGroup(group),
                            new GroupValue.ConsumerGroup(random.nextInt(), orZero()));
            case 3 -> record(new GroupKey.Member(group, text()), member());
            case 4 ->
                    record(
                            new GroupKey.Target(group),
                            new GroupValue.Target(random.nextInt(), orZero()));
            case 5 ->
                    record(
                            new GroupKey.MemberTarget(group, text()),
                            new GroupValue.MemberTarget(
                                    list(
                                            () ->
                                                    new GroupValue.TopicPartitions(
                                                            id(), list(random::nextInt)))));
            case 6 -> record(new GroupKey.MemberCurrent(group, text()), memberCurrent());
            default ->
                    record(
                            new GroupKey.Expression(group, text()),
                            new GroupValue.Expression(
                                    list(this::text), random.nextLong(), random.nextLong()));
        };
    }

    private GroupRecord record(GroupKey key, GroupValue value) {
        return new GroupRecord(key, random.nextInt(5) == 0 ? null : value);
    }

    private GroupValue offset() {
        boolean expires = random.nextBoolean();
        return new GroupValue.Offset(
                random.nextLong(),
                expires ? -1 : random.nextInt(),
                text(),
                random.nextLong(),
                expires ? random.nextLong() : -1L,
                expires ? TopicId.ZERO : id());
    }

    private GroupValue classicGroup() {
        return new GroupValue.ClassicGroup(
                text(),
                random.nextInt(),
                orNull(this::text),
                orNull(this::text),
                random.nextLong(),
                list(
                        () ->
                                new GroupValue.ClassicMember(
                                        text(),
                                        orNull(this::text),
                                        text(),
                                        text(),
                                        random.nextInt(Integer.MAX_VALUE),
                                        random.nextInt(),
                                        bytes(),
                                        bytes())));
    }

    private GroupValue member() {
        return new GroupValue.Member(
                orNull(this::text),
                orNull(this::text),
                text(),
                text(),
                list(this::text),
                orNull(this::text),
                random.nextInt(),
                orNull(this::text),
                orNull(
                        () ->
                                new GroupValue.ClassicSupport(
                                        random.nextInt(),
                                        list(
                                                () ->
                                                        new GroupValue.ClassicProtocol(
                                                                text(), bytes())))));
    }

    private GroupValue memberCurrent() {
        GroupValue.MemberState[] states = GroupValue.MemberState.values();
        return new GroupValue.MemberCurrent(
                random.nextInt(),
                random.nextInt(),
                states[random.nextInt(states.length)],
                list(this::epochPartitions),
                list(this::epochPartitions));
    }

    private GroupValue.EpochPartitions epochPartitions() {
        List<Integer> partitions = list(random::nextInt);
        return new GroupValue.EpochPartitions(
                id(),
                partitions,
                random.nextBoolean()
                        ? List.of()
                        : partitions.stream().map(any -> random.nextInt()).toList());
    }

    String text() {
        int[] characters =
                IntStream.range(0, size())
                        .map(any -> random.nextInt(8) == 0 ? 0x1f600 : 'a' + random.nextInt(26))
                        .toArray();
        return new String(characters, 0, characters.length);
    }

    ByteBuffer bytes() {
        byte[] bytes = new byte[size()];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    <T> List<T> list(Supplier<T> element) {
        return Stream.generate(element).limit(size() / 4).toList();
    }

    @Nullable
    <T> T orNull(Supplier<T> field) {
        return random.nextInt(3) == 0 ? null : field.get();
    }

    int number() {
        return random.nextInt();
    }

    private TopicId id() {
        return random.nextInt(4) == 0
                ? TopicId.ZERO
                : new TopicId(random.nextLong(), random.nextLong());
    }

    private long orZero() {
        return random.nextBoolean() ? 0L : random.nextLong();
    }

    // Mostly short; now and then longer than a length of one byte can tell.
    private int size() {
        return random.nextInt(20) == 0 ? random.nextInt(700) : random.nextInt(12);
    }
}
