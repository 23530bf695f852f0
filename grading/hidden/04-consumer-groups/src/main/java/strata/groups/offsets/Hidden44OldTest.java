package strata.groups.offsets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetDelete;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.4", concept = "offsets", code = "GRP-404")
final class Hidden44OldTest {
    @Claim(
            value = "What is old expires, to the millisecond, unless it is read or about to change",
            rules = {"R4.4-e", "R4.4-f", "R4-c"})
    void whatIsOldExpires(Lesson lesson) {
        SplittableRandom random = lesson.random("retention");
        for (int i = 0; i < 250; i++) {
            HiddenTestBook book = new HiddenTestBook(random);
            book.fill(random.nextInt(30));
            age(book);
            lesson.step(
                    "sweep %s of 250: at %s, retention %s",
                    i + 1, book.wallMs, book.settings.retentionMs());
            Set<GroupRecord> right = new LinkedHashSet<>();
            for (String groupId : HiddenTestBook.GROUPS) {
                HiddenTestGroup group = book.planted.get(groupId);
                List<TopicPartition> expired = expired(book, groupId);
                right.addAll(HiddenTestBook.tombstones(groupId, expired));
                boolean goes =
                        group != null
                                && group.empty
                                && expired.size() == book.of(groupId).size()
                                && !book.pendingOffsets().hasAny(groupId);
                right.addAll(goes ? Objects.requireNonNull(group).tombstones() : List.of());
            }
            OffsetExpiry expiry =
                    new OffsetExpiry(
                            book.settings, book.groups, book.offsets, book.pendingOffsets());
            Draft draft = new Draft();
            expiry.begin(book.wallMs, 7L);
            while (expiry.step(7L, draft)) {
                lesson.now("step by step");
            }
            lesson.expect(
                    "the tombstones that are stored",
                    right,
                    new LinkedHashSet<>(HiddenTestBook.eventsOf(draft)));
        }
    }

    /** Times around the very moment at which offsets expire; groups that live, or are empty. */
    private static void age(HiddenTestBook book) {
        SplittableRandom random = book.random;
        long edgeMs = book.wallMs - book.settings.retentionMs();
        for (HiddenTestGroup group : book.planted.values()) {
            group.empty = random.nextBoolean();
            switch (random.nextInt(4)) {
                case 0 -> group.retainedSinceMs = Group.NEVER;
                case 1 -> group.retainedSinceMs = Group.SINCE_COMMIT;
                default -> group.retainedSinceMs = edgeMs + random.nextInt(-2, 3);
            }
            if (random.nextBoolean()) {
                group.subscribed.add(book.anyTopic());
            }
        }
        for (String groupId : HiddenTestBook.GROUPS) {
            for (TopicPartition each : List.copyOf(book.of(groupId).keySet())) {
                GroupValue.Offset value = book.of(groupId).get(each);
                if (value != null && random.nextBoolean()) {
                    book.put(
                            groupId,
                            each,
                            new GroupValue.Offset(
                                    value.offset(),
                                    value.leaderEpoch(),
                                    value.metadata(),
                                    edgeMs + random.nextInt(-2, 3),
                                    value.expireTimestampMs(),
                                    value.topicId()));
                }
                if (random.nextInt(6) == 0) {
                    book.pend(groupId, each);
                }
            }
        }
    }

    private static List<TopicPartition> expired(HiddenTestBook book, String groupId) {
        HiddenTestGroup group = book.planted.get(groupId);
        List<TopicPartition> expired = new ArrayList<>();
        if (group != null && group.retainedSinceMs == Group.NEVER) {
            return expired;
        }
        boolean sinceCommit = group == null || group.retainedSinceMs == Group.SINCE_COMMIT;
        book.of(groupId)
                .forEach(
                        (partition, value) -> {
                            long sinceMs =
                                    sinceCommit
                                            ? value.commitTimestampMs()
                                            : Objects.requireNonNull(group).retainedSinceMs;
                            long endMs =
                                    value.expireTimestampMs() == -1
                                            ? sinceMs + book.settings.retentionMs()
                                            : value.expireTimestampMs();
                            boolean read =
                                    group != null && group.subscribed.contains(partition.topic());
                            boolean changing =
                                    book.isPending(
                                            groupId, partition.topic(), partition.partition());
                            if (book.wallMs >= endMs && !read && !changing) {
                                expired.add(partition);
                            }
                        });
        return expired;
    }

    @Claim(
            value = "What nobody reads may be deleted; of a deleted group nothing is left",
            rules = {"R4.4-g", "R4.4-h"})
    void whatNobodyReadsMayBeDeleted(Lesson lesson) {
        SplittableRandom random = lesson.random("deletions");
        for (int i = 0; i < 250; i++) {
            HiddenTestBook book = new HiddenTestBook(random);
            book.fill(random.nextInt(30));
            for (HiddenTestGroup group : book.planted.values()) {
                group.empty = random.nextBoolean();
                group.delete = random.nextInt(4) == 0 ? ErrorCode.NON_EMPTY_GROUP : ErrorCode.NONE;
                group.subscribed.add(book.anyTopic());
            }
            deleteGroups(lesson, book, i);
            deleteOffsets(lesson, book, i);
        }
    }

    private static void deleteGroups(Lesson lesson, HiddenTestBook book, int round) {
        lesson.step("groups, %s of 250: %s", round + 1, book.right);
        List<DeleteGroups.Result> results = new ArrayList<>();
        List<GroupRecord> events = new ArrayList<>();
        for (String groupId : HiddenTestBook.GROUPS) {
            HiddenTestGroup group = book.planted.get(groupId);
            boolean known = group != null || !book.of(groupId).isEmpty();
            boolean busy = group != null && !group.empty;
            if (known && !busy) {
                events.addAll(
                        HiddenTestBook.tombstones(
                                groupId, new ArrayList<>(book.of(groupId).keySet())));
                events.addAll(group == null ? List.of() : group.tombstones());
            }
            results.add(
                    new DeleteGroups.Result(
                            groupId,
                            !known
                                    ? ErrorCode.GROUP_ID_NOT_FOUND
                                    : busy ? ErrorCode.NON_EMPTY_GROUP : ErrorCode.NONE));
        }
        Draft draft = new Draft();
        OffsetDeletions deletions = new OffsetDeletions(book.topics, book.groups, book.offsets);
        DeleteGroups.Response told =
                deletions.delete(new DeleteGroups.Request(HiddenTestBook.GROUPS), draft);
        lesson.expect("the answer", results, told.results());
        lesson.expect("what is stored", events, HiddenTestBook.eventsOf(draft));
    }

    private static void deleteOffsets(Lesson lesson, HiddenTestBook book, int round) {
        String groupId = book.anyGroup();
        HiddenTestGroup group = book.planted.get(groupId);
        List<OffsetDelete.Topic> topics = new ArrayList<>();
        List<OffsetDelete.TopicResult> results = new ArrayList<>();
        List<TopicPartition> gone = new ArrayList<>();
        for (String name : book.topics.names()) {
            List<OffsetDelete.PartitionResult> told = new ArrayList<>();
            for (int partition : List.of(book.random.nextInt(3), 3 + book.random.nextInt(4))) {
                boolean exists = partition < book.topics.partitionCount(name);
                boolean read = group != null && group.subscribed.contains(name);
                ErrorCode error =
                        !exists
                                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                                : read ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE;
                told.add(new OffsetDelete.PartitionResult(partition, error));
                TopicPartition each = new TopicPartition(name, partition);
                if (error == ErrorCode.NONE && book.of(groupId).containsKey(each)) {
                    gone.add(each);
                }
            }
            topics.add(
                    new OffsetDelete.Topic(
                            name, told.stream().map(each -> each.partition()).toList()));
            results.add(new OffsetDelete.TopicResult(name, told));
        }
        lesson.step("offsets, %s of 250: %s of %s", round + 1, topics, groupId);
        ErrorCode refusal =
                group != null
                        ? group.delete
                        : book.of(groupId).isEmpty()
                                ? ErrorCode.GROUP_ID_NOT_FOUND
                                : ErrorCode.NONE;
        boolean refused = refusal != ErrorCode.NONE;
        Draft draft = new Draft();
        OffsetDelete.Response told =
                new OffsetDeletions(book.topics, book.groups, book.offsets)
                        .delete(new OffsetDelete.Request(groupId, topics), draft);
        lesson.expect(
                "the answer",
                new OffsetDelete.Response(refusal, refused ? List.of() : results),
                told);
        lesson.expect(
                "what is stored",
                refused ? List.of() : HiddenTestBook.tombstones(groupId, gone),
                HiddenTestBook.eventsOf(draft));
    }
}
