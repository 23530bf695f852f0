package strata.groups.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.groups.TestTopics;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ClientInfo;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;

/**
 * The classes that look after offsets, with topics {@code orders} of 4 partitions and {@code bills}
 * of 2. Commits are applied at once; tombstones are only looked at, as to apply them is another
 * step.
 */
public final class TestOffsets {
    static final String GROUP = "kitchen";
    static final int METADATA_MAX = 10;
    static final long RETENTION_MS = 1_000;

    final TestTopics topics = new TestTopics().create("orders", 4).create("bills", 2);
    final Groups groups = new Groups();
    final CommittedOffsets offsets = new CommittedOffsets();

    /** What open transactions are about to commit, as {@code orders-0}. */
    final Set<String> pending = new LinkedHashSet<>();

    /** What was stored last. */
    List<GroupRecord> stored = List.of();

    long wallMs = 1_000_000;
    final OffsetDeletions deletions = new OffsetDeletions(topics, groups, offsets);
    final OffsetExpiry expiry;
    private final OffsetCommits commits;
    private final OffsetFetches fetches = new OffsetFetches(topics, groups, offsets, new Open());
    private int logEnd;

    public TestOffsets() {
        GroupSettings.Offsets settings = new GroupSettings.Offsets(METADATA_MAX, RETENTION_MS);
        commits = new OffsetCommits(settings, topics, groups, offsets);
        expiry = new OffsetExpiry(settings, groups, offsets, new Open());
    }

    /** There is a group with members. */
    TestGroup group() {
        TestGroup group = new TestGroup(GROUP);
        groups.put(group);
        return group;
    }

    /** A partition and what is to be committed of it, without metadata. */
    static OffsetCommit.Partition at(int partition, long offset) {
        return at(partition, offset, null);
    }

    static OffsetCommit.Partition at(int partition, long offset, @Nullable String metadata) {
        return new OffsetCommit.Partition(partition, offset, 3, metadata);
    }

    /** Somebody who is no member commits; the errors, as text. */
    public String commit(String topic, OffsetCommit.Partition... partitions) {
        return commit(-1, TopicRef.named(topic), partitions);
    }

    /**
     * @param retentionMs as an old client asks for it; -1 for none
     */
    String commit(long retentionMs, TopicRef topic, OffsetCommit.Partition... partitions) {
        List<OffsetCommit.Topic> asked =
                List.of(new OffsetCommit.Topic(topic, List.of(partitions)));
        Draft draft = new Draft();
        commits.commit(
                new OffsetCommit.Request(GROUP, -1, "", null, retentionMs, true, asked),
                new Asked(1, ClientInfo.ANONYMOUS, wallMs, 50),
                draft);
        stored = draft.decision().events();
        stored.forEach(event -> apply((GroupKey.Offset) event.key(), event.value()));
        OffsetCommit.Response told =
                (OffsetCommit.Response) draft.decision().response().get(0).response();
        List<String> errors = new ArrayList<>();
        told.topics().get(0).partitions().forEach(p -> errors.add(p.error().name()));
        return String.join(" ", errors);
    }

    /** A record that is in the log already. */
    void store(String topic, int partition, long offset, TopicId topicId) {
        store(topic, partition, new GroupValue.Offset(offset, 3, "", wallMs, -1, topicId));
    }

    void store(String topic, int partition, GroupValue.Offset value) {
        apply(new GroupKey.Offset(GROUP, topic, partition), value);
    }

    private void apply(GroupKey.Offset key, @Nullable GroupValue value) {
        offsets.apply(logEnd++, key, (GroupValue.Offset) value);
    }

    /**
     * Fetches.
     *
     * @param topic null for all that the group has
     * @return as {@code orders: 0 at 7, 1 UNKNOWN_TOPIC_ID, 2 none}
     */
    public String fetch(@Nullable TopicRef topic, boolean stable, Integer... partitions) {
        List<OffsetFetch.Topic> asked =
                topic == null ? null : List.of(new OffsetFetch.Topic(topic, List.of(partitions)));
        OffsetFetch.Request request =
                new OffsetFetch.Request(
                        List.of(new OffsetFetch.Group(GROUP, null, -1, asked)), stable);
        List<String> texts = new ArrayList<>();
        for (OffsetFetch.TopicResult result : fetches.fetch(request).groups().get(0).topics()) {
            List<String> parts = new ArrayList<>();
            result.partitions().forEach(each -> parts.add(text(each)));
            texts.add((result.name().isEmpty() ? "?" : result.name()) + ": " + join(parts));
        }
        return texts.isEmpty() ? "nothing" : String.join("; ", texts);
    }

    private static String text(OffsetFetch.PartitionResult told) {
        String error = told.error().name();
        if (told.offset() == -1 && told.leaderEpoch() == -1 && told.metadata().isEmpty()) {
            return told.partition() + (error.equals("NONE") ? " none" : " " + error);
        }
        String text = told.partition() + " at " + told.offset() + " of " + told.leaderEpoch();
        text += told.metadata().isEmpty() ? "" : " " + told.metadata();
        return error.equals("NONE") ? text : text + " " + error;
    }

    /** What has expired, as {@code orders-0, orders-1}, when it is some time later. */
    public String expired(@Nullable Group group, long laterMs) {
        expiry.begin(wallMs + laterMs, 50);
        List<String> texts = new ArrayList<>();
        for (CommittedOffset offset : expiry.expired(GROUP, group)) {
            texts.add(offset.topic.name() + "-" + offset.partition);
        }
        return join(texts);
    }

    /** Records as text: keys, and {@code gone} for a tombstone. */
    static String text(List<GroupRecord> events) {
        List<String> texts = new ArrayList<>();
        for (GroupRecord event : events) {
            String key =
                    event.key() instanceof GroupKey.Offset offset
                            ? offset.topic() + "-" + offset.partition()
                            : "group " + event.key().groupId();
            texts.add(key + (event.value() == null ? " gone" : ""));
        }
        return join(texts);
    }

    private static String join(List<String> texts) {
        return texts.isEmpty() ? "nothing" : String.join(", ", texts);
    }

    /** Open transactions, as those see them who ask; none of them ends here. */
    private final class Open implements PendingOffsets {
        @Override
        public boolean has(String groupId, String topic, int partition) {
            return pending.contains(topic + "-" + partition);
        }

        @Override
        public boolean hasAny(String groupId) {
            return !pending.isEmpty();
        }

        @Override
        public Collection<String> groupIds() {
            return List.of();
        }

        @Override
        public List<Pending> of(String groupId) {
            return List.of();
        }

        @Override
        public void add(long producerId, Pending offset) {
            throw new IllegalStateException("no transaction writes here");
        }

        @Override
        public List<Pending> ended(long producerId, boolean committed) {
            throw new IllegalStateException("no transaction ends here");
        }

        @Override
        public void dropped(GroupKey.Offset key) {
            pending.remove(key.topic() + "-" + key.partition());
        }
    }
}
