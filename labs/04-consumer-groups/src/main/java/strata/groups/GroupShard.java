package strata.groups;

import java.util.ArrayList;
import java.util.List;
import strata.groups.classic.ClassicProtocol;
import strata.groups.consumer.ConsumerGroupProtocol;
import strata.groups.group.Asked;
import strata.groups.group.ClassicRequests;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.GroupProtocol;
import strata.groups.group.GroupType;
import strata.groups.group.Groups;
import strata.groups.offsets.CommittedOffsets;
import strata.groups.offsets.DeletedTopics;
import strata.groups.offsets.OffsetCommits;
import strata.groups.offsets.OffsetDeletions;
import strata.groups.offsets.OffsetExpiry;
import strata.groups.offsets.OffsetFetches;
import strata.kernel.Answer;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;

/**
 * The groups of one partition of {@code __consumer_offsets}: hands each request, record and moment
 * to whom it concerns.
 */
final class GroupShard implements GroupCoordinator {
    private final Groups groups = new Groups();
    private final CommittedOffsets offsets = new CommittedOffsets();
    private final PendingOffsets pending;
    private final ClassicProtocol classic;
    private final ConsumerGroupProtocol consumer;
    private final List<GroupProtocol> protocols;
    private final OffsetCommits commits;
    private final OffsetFetches fetches;
    private final OffsetDeletions deletions;
    private final OffsetExpiry expiry;
    private final DeletedTopics deletedTopics;
    private final GroupDirectory directory;

    GroupShard(GroupsSpec spec, Assignors assignors) {
        classic = new ClassicProtocol(spec, groups);
        consumer = new ConsumerGroupProtocol(spec, groups, classic, assignors);
        protocols = List.of(classic, consumer);
        pending = spec.pending();
        GroupSettings.Offsets settings = spec.settings().offsets();
        commits = new OffsetCommits(settings, spec.topics(), groups, offsets);
        fetches = new OffsetFetches(spec.topics(), groups, offsets, pending);
        deletions = new OffsetDeletions(spec.topics(), groups, offsets, pending);
        expiry = new OffsetExpiry(settings, groups, offsets, pending);
        deletedTopics = new DeletedTopics(spec.topics(), offsets, pending);
        directory = new GroupDirectory(spec.topics(), groups, offsets, pending);
    }

    @Override
    public Decision<GroupRecord, List<Answer>> decide(GroupCommand command, long nowMs) {
        Draft draft = new Draft();
        switch (command) {
            case GroupCommand.Asked asked -> {
                classic.clock(asked.wallMs(), nowMs);
                ask(
                        asked.request(),
                        new Asked(asked.waiter(), asked.client(), asked.wallMs(), nowMs),
                        draft);
            }
            case GroupCommand.TopicsDeleted deleted -> {
                deletedTopics.add(deleted.topics(), nowMs);
                deletedTopics.step(nowMs, draft);
            }
            case GroupCommand.Expire expire -> {
                classic.clock(expire.wallMs(), nowMs);
                expiry.begin(expire.wallMs(), nowMs);
                expiry.step(nowMs, draft);
            }
        }
        return draft.decision();
    }

    private void ask(Request request, Asked asked, Draft draft) {
        switch (request) {
            case JoinGroup.Request join -> whoIsJoined(join.groupId()).join(join, asked, draft);
            case SyncGroup.Request sync -> whoHas(sync.groupId()).sync(sync, asked, draft);
            case Heartbeat.Request heartbeat ->
                    whoHas(heartbeat.groupId()).heartbeat(heartbeat, asked, draft);
            case LeaveGroup.Request leave -> whoHas(leave.groupId()).leave(leave, asked, draft);
            case ConsumerGroupHeartbeat.Request heartbeat ->
                    consumer.heartbeat(heartbeat, asked, draft);
            case OffsetCommit.Request commit -> commits.commit(commit, asked, draft);
            case TxnOffsetCommit.Request commit -> commits.commit(commit, asked, draft);
            case OffsetFetch.Request fetch -> draft.answer(asked.waiter(), fetches.fetch(fetch));
            case OffsetDelete.Request delete ->
                    draft.answer(asked.waiter(), deletions.delete(delete, draft));
            case DeleteGroups.Request delete ->
                    draft.answer(asked.waiter(), deletions.delete(delete, draft));
            case ListGroups.Request list -> draft.answer(asked.waiter(), directory.list(list));
            case DescribeGroups.Request describe ->
                    draft.answer(asked.waiter(), directory.describe(describe));
            case ConsumerGroupDescribe.Request describe ->
                    draft.answer(asked.waiter(), directory.describe(describe));
            default -> Check.that(false, "%s is asked of a group coordinator", request);
        }
    }

    /** Who is asked when a member of the classic protocol joins. */
    private ClassicRequests whoIsJoined(String groupId) {
        Group group = groups.find(groupId);
        boolean guest = group != null && group.type() == GroupType.CONSUMER && !group.isEmpty();
        return guest ? consumer : classic;
    }

    /** Who is asked by a member of the classic protocol that has joined. */
    private ClassicRequests whoHas(String groupId) {
        Group group = groups.find(groupId);
        return group != null && group.type() == GroupType.CONSUMER ? consumer : classic;
    }

    @Override
    public void apply(long offset, GroupRecord event) {
        switch (event.key()) {
            case GroupKey.Offset key -> {
                offsets.apply(offset, key, (GroupValue.Offset) event.value());
                if (event.value() == null) {
                    pending.dropped(key);
                }
            }
            case GroupKey.ClassicGroup key -> classic.apply(event);
            case GroupKey.ConsumerGroup key -> consumer.apply(event);
            case GroupKey.Member key -> consumer.apply(event);
            case GroupKey.Target key -> consumer.apply(event);
            case GroupKey.MemberTarget key -> consumer.apply(event);
            case GroupKey.MemberCurrent key -> consumer.apply(event);
            case GroupKey.Expression key -> consumer.apply(event);
        }
    }

    /** Of what a transaction writes, an offset alone counts later. */
    @Override
    public void applyInTransaction(long offset, long producerId, GroupRecord event) {
        if (event.key() instanceof GroupKey.Offset key
                && event.value() instanceof GroupValue.Offset value) {
            pending.add(producerId, new PendingOffsets.Pending(offset, key, value));
        } else {
            apply(offset, event);
        }
    }

    @Override
    public void transactionEnded(long offset, long producerId, boolean committed) {
        for (PendingOffsets.Pending ended : pending.ended(producerId, committed)) {
            offsets.applyUnlessLater(ended.offset(), ended.key(), ended.value());
        }
    }

    @Override
    public void loaded(long nowMs) {
        protocols.forEach(protocol -> protocol.loaded(nowMs));
    }

    @Override
    public long nextDueMs() {
        long nextMs = Math.min(expiry.nextDueMs(), deletedTopics.nextDueMs());
        for (GroupProtocol protocol : protocols) {
            nextMs = Math.min(nextMs, protocol.nextDueMs());
        }
        return nextMs;
    }

    @Override
    public @Nullable Decision<GroupRecord, List<Answer>> due(long nowMs) {
        Draft draft = new Draft();
        for (GroupProtocol protocol : protocols) {
            if (protocol.due(nowMs, draft)) {
                return draft.decision();
            }
        }
        boolean stepped = deletedTopics.step(nowMs, draft) || expiry.step(nowMs, draft);
        return stepped ? draft.decision() : null;
    }

    @Override
    public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {
        List<GroupRecord> ofClassic = new ArrayList<>();
        List<GroupRecord> ofConsumer = new ArrayList<>();
        for (GroupRecord event : events) {
            switch (event.key()) {
                case GroupKey.Offset key -> {}
                case GroupKey.ClassicGroup key -> ofClassic.add(event);
                default -> ofConsumer.add(event);
            }
        }
        deletedTopics.refused(events, nowMs);
        if (!ofClassic.isEmpty()) {
            classic.refused(ofClassic, error, nowMs);
        }
        if (!ofConsumer.isEmpty()) {
            consumer.refused(ofConsumer, error, nowMs);
        }
    }

    @Override
    public List<GroupView> groups() {
        return directory.views();
    }

    @Override
    public List<OffsetView> offsets(String groupId) {
        return offsets.view(groupId);
    }
}
