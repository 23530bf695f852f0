package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.groups.group.Draft;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.4", concept = "offsets", code = "GRP-404")
final class Hidden44CommitTest {
    @Claim(
            value = "Of any commit, what may be stored is, and every partition is told its fate",
            rules = {"R4.4-a", "R4.4-b", "R4-a"})
    void whatMayBeStoredIs(Lesson lesson) {
        SplittableRandom random = lesson.random("commits");
        for (int i = 0; i < 250; i++) {
            HiddenTestBook book = new HiddenTestBook(random);
            book.fill(random.nextInt(4));
            String groupId = book.anyGroup();
            HiddenTestGroup group = book.planted.get(groupId);
            if (group != null && random.nextInt(4) == 0) {
                group.commit = ErrorCode.ILLEGAL_GENERATION;
            }
            if (group != null && random.nextInt(4) == 0) {
                group.refused.add(random.nextInt(4));
            }
            OffsetCommit.Request request = request(book, groupId);
            lesson.step("commit %s of 250: %s", i + 1, request);
            Draft draft = new Draft();

            new OffsetCommits(book.settings, book.topics, book.groups, book.offsets)
                    .commit(request, book.asked(), draft);

            ErrorCode refusal = refusal(book, request, group);
            List<OffsetCommit.TopicResult> results = new ArrayList<>();
            List<GroupRecord> events = new ArrayList<>();
            for (OffsetCommit.Topic topic : request.topics()) {
                List<OffsetCommit.PartitionResult> told = new ArrayList<>();
                for (OffsetCommit.Partition partition : topic.partitions()) {
                    ErrorCode error = fate(book, topic.topic(), partition, refusal);
                    told.add(new OffsetCommit.PartitionResult(partition.partition(), error));
                    if (error == ErrorCode.NONE) {
                        events.add(record(book, request, topic.topic(), partition));
                    }
                }
                results.add(new OffsetCommit.TopicResult(topic.topic(), told));
            }
            lesson.expect(
                    "the answer",
                    new OffsetCommit.Response(results),
                    draft.decision().response().get(0).response());
            lesson.expect("what is stored", events, HiddenTestBook.eventsOf(draft));
        }
    }

    private static OffsetCommit.Request request(HiddenTestBook book, String groupId) {
        SplittableRandom random = book.random;
        List<OffsetCommit.Topic> topics = new ArrayList<>();
        for (int left = random.nextInt(1, 4); left > 0; left--) {
            List<OffsetCommit.Partition> partitions = new ArrayList<>();
            for (int more = random.nextInt(1, 4); more > 0; more--) {
                int length = book.settings.metadataMaxBytes() + random.nextInt(-2, 3);
                partitions.add(
                        new OffsetCommit.Partition(
                                random.nextInt(-1, 6),
                                random.nextLong(1L << 50),
                                random.nextInt(-1, 9),
                                random.nextInt(3) == 0 ? null : "é".repeat(length)));
            }
            topics.add(new OffsetCommit.Topic(book.anyRef(), partitions));
        }
        return new OffsetCommit.Request(
                groupId,
                random.nextInt(4) == 0 ? 3 : -1,
                "",
                null,
                random.nextInt(3) == 0 ? random.nextInt(100_000) : -1L,
                random.nextBoolean(),
                topics);
    }

    private static boolean exists(HiddenTestBook book, TopicRef topic, int partition) {
        String name = book.nameOf(topic);
        return name != null && partition >= 0 && partition < book.topics.partitionCount(name);
    }

    /** What keeps the whole request out; it is asked for only where some partition exists. */
    private static ErrorCode refusal(
            HiddenTestBook book, OffsetCommit.Request request, @Nullable HiddenTestGroup group) {
        if (group == null) {
            if (request.generationOrEpoch() < 0) {
                return ErrorCode.NONE;
            }
            return !book.of(request.groupId()).isEmpty()
                    ? ErrorCode.UNKNOWN_MEMBER_ID
                    : request.toldOfEpochs()
                            ? ErrorCode.GROUP_ID_NOT_FOUND
                            : ErrorCode.ILLEGAL_GENERATION;
        }
        if (group.commit != ErrorCode.NONE) {
            return group.commit;
        }
        for (OffsetCommit.Topic topic : request.topics()) {
            for (OffsetCommit.Partition each : topic.partitions()) {
                if (exists(book, topic.topic(), each.partition())
                        && !isTooLarge(book, each)
                        && group.refused.contains(each.partition())) {
                    return ErrorCode.STALE_MEMBER_EPOCH;
                }
            }
        }
        return ErrorCode.NONE;
    }

    private static boolean isTooLarge(HiddenTestBook book, OffsetCommit.Partition partition) {
        String metadata = partition.metadata();
        return metadata != null && metadata.length() > book.settings.metadataMaxBytes();
    }

    private static ErrorCode fate(
            HiddenTestBook book,
            TopicRef topic,
            OffsetCommit.Partition partition,
            ErrorCode refusal) {
        if (!exists(book, topic, partition.partition())) {
            return book.nameOf(topic) == null
                    ? ErrorCode.UNKNOWN_TOPIC_ID
                    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        return isTooLarge(book, partition) ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE;
    }

    private static GroupRecord record(
            HiddenTestBook book,
            OffsetCommit.Request request,
            TopicRef topic,
            OffsetCommit.Partition partition) {
        String name = String.valueOf(book.nameOf(topic));
        String metadata = partition.metadata();
        return new GroupRecord(
                new GroupKey.Offset(request.groupId(), name, partition.partition()),
                new GroupValue.Offset(
                        partition.offset(),
                        partition.leaderEpoch(),
                        metadata == null ? "" : metadata,
                        book.wallMs,
                        request.retentionMs() == -1 ? -1L : book.wallMs + request.retentionMs(),
                        book.topics.id(name)));
    }

    @Claim(
            value = "By name, by id or all: each is told its offset, none, or that it may change",
            rules = {"R4.4-c", "R4.4-d"})
    void eachIsToldItsOffset(Lesson lesson) {
        SplittableRandom random = lesson.random("fetches");
        for (int i = 0; i < 250; i++) {
            HiddenTestBook book = new HiddenTestBook(random);
            book.fill(random.nextInt(40));
            book.right.forEach(
                    (groupId, of) ->
                            of.keySet().stream()
                                    .filter(each -> random.nextInt(4) == 0)
                                    .forEach(each -> book.pend(groupId, each)));
            String groupId = book.anyGroup();
            boolean all = random.nextInt(4) == 0;
            List<OffsetFetch.Topic> asked = new ArrayList<>();
            for (int left = random.nextInt(1, 5); left > 0; left--) {
                List<Integer> partitions = new ArrayList<>();
                random.ints(random.nextInt(1, 4), 0, 5).forEach(partitions::add);
                asked.add(new OffsetFetch.Topic(book.anyRef(), partitions));
            }
            boolean stable = random.nextBoolean();
            OffsetFetch.Request request =
                    new OffsetFetch.Request(
                            List.of(new OffsetFetch.Group(groupId, null, -1, all ? null : asked)),
                            stable);
            lesson.step("fetch %s of 250: %s of %s", i + 1, request, book.of(groupId));
            List<OffsetFetch.TopicResult> right = new ArrayList<>();
            if (all) {
                byTopic(book, groupId)
                        .forEach(topic -> right.add(result(book, groupId, topic, stable)));
            } else {
                asked.forEach(topic -> right.add(result(book, groupId, topic, stable)));
            }
            lesson.expect(
                    "the answer",
                    right,
                    new OffsetFetches(book.topics, book.groups, book.offsets, book.pendingOffsets())
                            .fetch(request)
                            .groups()
                            .get(0)
                            .topics());
        }
    }

    private static List<OffsetFetch.Topic> byTopic(HiddenTestBook book, String groupId) {
        List<OffsetFetch.Topic> topics = new ArrayList<>();
        List<TopicPartition> all = new ArrayList<>(book.of(groupId).keySet());
        for (String name : all.stream().map(TopicPartition::topic).distinct().toList()) {
            topics.add(
                    new OffsetFetch.Topic(
                            TopicRef.named(name),
                            all.stream()
                                    .filter(each -> each.topic().equals(name))
                                    .map(TopicPartition::partition)
                                    .toList()));
        }
        return topics;
    }

    private static OffsetFetch.TopicResult result(
            HiddenTestBook book, String groupId, OffsetFetch.Topic asked, boolean stable) {
        String name = book.nameOf(asked.topic());
        List<OffsetFetch.PartitionResult> results = new ArrayList<>();
        for (int partition : asked.partitions()) {
            results.add(result(book, groupId, asked.topic(), partition, stable));
        }
        TopicId id = name == null ? null : book.topics.idOf(name);
        TopicId asId =
                asked.topic() instanceof TopicRef.Identified identified
                        ? identified.id()
                        : id == null ? TopicId.ZERO : id;
        return new OffsetFetch.TopicResult(name == null ? "" : name, asId, results);
    }

    private static OffsetFetch.PartitionResult result(
            HiddenTestBook book, String groupId, TopicRef topic, int partition, boolean stable) {
        String name = book.nameOf(topic);
        if (name == null) {
            return OffsetFetch.PartitionResult.none(partition, ErrorCode.UNKNOWN_TOPIC_ID);
        }
        if (stable && book.isPending(groupId, name, partition)) {
            return OffsetFetch.PartitionResult.none(partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
        }
        GroupValue.Offset value = book.of(groupId).get(new TopicPartition(name, partition));
        boolean others =
                value != null
                        && topic instanceof TopicRef.Identified identified
                        && !value.topicId().equals(TopicId.ZERO)
                        && !value.topicId().equals(identified.id());
        return value == null || others
                ? OffsetFetch.PartitionResult.none(partition, ErrorCode.NONE)
                : new OffsetFetch.PartitionResult(
                        partition,
                        value.offset(),
                        value.leaderEpoch(),
                        value.metadata(),
                        ErrorCode.NONE);
    }
}
