package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/** Decides on OffsetCommit (key 8), and on TxnOffsetCommit (key 28): the rules are nearly one. */
public final class OffsetCommits {
    /** A client that asks for no retention of its own. */
    private static final long NO_RETENTION_MS = -1L;

    private final GroupSettings.Offsets settings;
    private final TopicsView topics;
    private final Groups groups;
    private final CommittedOffsets offsets;

    public OffsetCommits(
            GroupSettings.Offsets settings,
            TopicsView topics,
            Groups groups,
            CommittedOffsets offsets) {
        this.settings = settings;
        this.topics = topics;
        this.groups = groups;
        this.offsets = offsets;
    }

    /**
     * Commits what may be committed, all of it in one decision, and answers partition by partition.
     */
    public void commit(OffsetCommit.Request request, Asked asked, Draft draft) {
        List<OffsetCommit.TopicResult> results =
                commit(request, new Plain(request, asked.nowMs()), asked.wallMs(), draft);
        draft.answer(asked.waiter(), new OffsetCommit.Response(results));
    }

    /**
     * Commits what may be committed once its transaction is: the records are the same, but written
     * within it. They say nothing of the topic's id, and expire when the cluster says.
     */
    public void commit(TxnOffsetCommit.Request request, Asked asked, Draft draft) {
        OffsetCommit.Request plain =
                new OffsetCommit.Request(
                        request.groupId(),
                        request.generationOrEpoch(),
                        request.memberId(),
                        request.instanceId(),
                        NO_RETENTION_MS,
                        false,
                        request.topics());
        List<OffsetCommit.TopicResult> results =
                commit(plain, new Transactional(request), asked.wallMs(), draft);
        draft.answer(asked.waiter(), new TxnOffsetCommit.Response(results));
    }

    private List<OffsetCommit.TopicResult> commit(
            OffsetCommit.Request request, Rules rules, long wallMs, Draft draft) {
        List<Target> targets = new ArrayList<>(request.topics().size());
        request.topics().forEach(topic -> targets.add(Target.of(topic.topic(), topics)));
        ErrorCode refusal = whyNot(request, targets, rules);
        List<OffsetCommit.TopicResult> results = new ArrayList<>(targets.size());
        for (int at = 0; at < targets.size(); at++) {
            Target target = targets.get(at);
            OffsetCommit.Topic topic = request.topics().get(at);
            List<OffsetCommit.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetCommit.Partition partition : topic.partitions()) {
                ErrorCode error = fate(target, partition, refusal);
                partitions.add(new OffsetCommit.PartitionResult(partition.partition(), error));
                if (error == ErrorCode.NONE) {
                    draft.store(
                            new GroupKey.Offset(
                                    request.groupId(), target.name(), partition.partition()),
                            value(request, rules.stored(target), partition, wallMs));
                }
            }
            results.add(new OffsetCommit.TopicResult(topic.topic(), partitions));
        }
        return results;
    }

    /** Where a commit in a transaction has rules of its own. */
    private interface Rules {
        /** Why nothing may be committed; NONE if something may. */
        ErrorCode whyNot();

        /** Why its group refuses this partition; NONE if it may be committed. */
        ErrorCode whyNot(Group group, Target target, int partition);

        /** The id of the topic, as it is stored. */
        TopicId stored(Target target);
    }

    private final class Plain implements Rules {
        private final OffsetCommit.Request request;
        private final long nowMs;

        Plain(OffsetCommit.Request request, long nowMs) {
            this.request = request;
            this.nowMs = nowMs;
        }

        @Override
        public ErrorCode whyNot() {
            return whyNotCommit(request, nowMs);
        }

        @Override
        public ErrorCode whyNot(Group group, Target target, int partition) {
            return group.mayCommit(request, target.id(), target.name(), partition);
        }

        @Override
        public TopicId stored(Target target) {
            return target.id();
        }
    }

    private final class Transactional implements Rules {
        private final TxnOffsetCommit.Request request;

        Transactional(TxnOffsetCommit.Request request) {
            this.request = request;
        }

        @Override
        public ErrorCode whyNot() {
            if (request.groupId().isEmpty()) {
                return ErrorCode.INVALID_GROUP_ID;
            }
            Group group = groups.find(request.groupId());
            if (group != null) {
                return group.mayCommit(request);
            }
            if (request.generationOrEpoch() < 0) {
                return ErrorCode.NONE;
            }
            return offsets.has(request.groupId())
                    ? ErrorCode.UNKNOWN_MEMBER_ID
                    : ErrorCode.ILLEGAL_GENERATION;
        }

        @Override
        public ErrorCode whyNot(Group group, Target target, int partition) {
            return group.mayCommit(request, target.id(), target.name(), partition);
        }

        @Override
        public TopicId stored(Target target) {
            // As with Kafka: a topic that is deleted and made anew may get its namesake's offset.
            return TopicId.ZERO;
        }
    }

    /**
     * Why nothing of the request may be committed: its group refuses it, as a whole or one of the
     * partitions that could be committed. The group is asked only if one of them exists.
     *
     * @return NONE when it may
     */
    private ErrorCode whyNot(OffsetCommit.Request request, List<Target> targets, Rules rules) {
        Group group = groups.find(request.groupId());
        boolean isAsked = false;
        for (int at = 0; at < targets.size(); at++) {
            Target target = targets.get(at);
            for (OffsetCommit.Partition partition : request.topics().get(at).partitions()) {
                if (target.error(partition.partition()) != ErrorCode.NONE) {
                    continue;
                }
                ErrorCode refusal = isAsked ? ErrorCode.NONE : rules.whyNot();
                isAsked = true;
                if (refusal == ErrorCode.NONE && group != null && !isTooLarge(partition)) {
                    refusal = rules.whyNot(group, target, partition.partition());
                }
                if (refusal != ErrorCode.NONE) {
                    return refusal;
                }
            }
        }
        return ErrorCode.NONE;
    }

    /**
     * What becomes of a partition: it does not exist; or the request is refused; or its metadata is
     * too large; or it is committed.
     *
     * @return NONE when it is committed
     */
    private ErrorCode fate(Target target, OffsetCommit.Partition partition, ErrorCode refusal) {
        // LAB 4.4 tell the first reason that keeps the partition from being committed
        ErrorCode error = target.error(partition.partition());
        if (error != ErrorCode.NONE) {
            return error;
        }
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        return isTooLarge(partition) ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE;
    }

    /**
     * Why the whole request may commit nothing: the group says so; or there is no group, and who
     * asks claims to be a member. A group that has offsets and nothing else has no member whom it
     * could be: UNKNOWN_MEMBER_ID. One that has not even those is not there: GROUP_ID_NOT_FOUND, or
     * ILLEGAL_GENERATION to who cannot be told that.
     *
     * @return NONE when it may
     */
    ErrorCode whyNotCommit(OffsetCommit.Request request, long nowMs) {
        Group group = groups.find(request.groupId());
        if (group != null) {
            return group.mayCommit(request, nowMs);
        }
        if (request.generationOrEpoch() < 0) {
            return ErrorCode.NONE;
        }
        if (offsets.has(request.groupId())) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return request.toldOfEpochs() ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION;
    }

    /** Whether metadata is longer than {@code offset.metadata.max.bytes}, counted as Kafka does. */
    private boolean isTooLarge(OffsetCommit.Partition partition) {
        String metadata = partition.metadata();
        return metadata != null && metadata.length() > settings.metadataMaxBytes();
    }

    /**
     * What is stored of an offset committed now. It expires at a time of its own only if an old
     * client has asked for that.
     */
    private static GroupValue.Offset value(
            OffsetCommit.Request request,
            TopicId topicId,
            OffsetCommit.Partition partition,
            long wallMs) {
        // LAB 4.4 make the value: what was committed, when, and until when
        long expireTimestampMs =
                request.retentionMs() == NO_RETENTION_MS ? -1L : wallMs + request.retentionMs();
        String metadata = partition.metadata();
        return new GroupValue.Offset(
                partition.offset(),
                partition.leaderEpoch(),
                metadata == null ? "" : metadata,
                wallMs,
                expireTimestampMs,
                topicId);
    }

    /**
     * What a request's topic is.
     *
     * @param partitionCount 0 for a topic that does not exist
     * @param missing what is wrong with a partition that does not exist
     */
    private record Target(String name, TopicId id, int partitionCount, ErrorCode missing) {
        static Target of(TopicRef topic, TopicsView topics) {
            return switch (topic) {
                case TopicRef.Named named -> named(named.name(), topics);
                case TopicRef.Identified identified -> identified(identified.id(), topics);
            };
        }

        private static Target named(String name, TopicsView topics) {
            TopicId id = topics.idOf(name);
            return new Target(
                    name,
                    id == null ? TopicId.ZERO : id,
                    id == null ? 0 : topics.partitionCount(name),
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }

        private static Target identified(TopicId id, TopicsView topics) {
            String name = topics.nameOf(id);
            return name == null
                    ? new Target("", id, 0, ErrorCode.UNKNOWN_TOPIC_ID)
                    : new Target(
                            name,
                            id,
                            topics.partitionCount(name),
                            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }

        /** What is wrong with a partition before anybody asks whose it is; NONE for nothing. */
        ErrorCode error(int partition) {
            return partition >= 0 && partition < partitionCount ? ErrorCode.NONE : missing;
        }
    }
}
