package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.kernel.groups.PendingOffsets;
import strata.sim.Breach;
import strata.sim.SimWorld;

/**
 * Layer 4 under watch: a coordinator's offsets are those of the records that were applied to it, at
 * every time, those of transactions once these are committed; and the same records, applied to
 * another one, make the same groups.
 */
final class WatchedGroups implements GroupsLayer {
    // Replaying takes time: now and then is enough.
    private static final int REPLAY_EVERY = 64;

    private final GroupsLayer right;
    private final SimWorld world;

    WatchedGroups(GroupsLayer right, SimWorld world) {
        this.right = right;
        this.world = world;
    }

    @Override
    public Assignors assignors() {
        return right.assignors();
    }

    @Override
    public GroupCoordinator newCoordinator(GroupsSpec spec) {
        return new Watched(spec, right.newCoordinator(spec));
    }

    /** One coordinator. */
    private final class Watched implements GroupCoordinator {
        private final GroupsSpec spec;
        private final GroupCoordinator coordinator;
        // All that it was told of its log.
        private final List<Consumer<GroupCoordinator>> applied = new ArrayList<>();
        // Of each group, what the records say.
        private final Map<String, Map<TopicPartition, Committed>> offsets = new LinkedHashMap<>();
        private final PendingModel pending = new PendingModel();

        // How many had been applied when it was last replayed.
        private int checkedAt;

        /**
         * @param record the offset of its record
         */
        private record Committed(long record, long offset) {}

        Watched(GroupsSpec spec, GroupCoordinator coordinator) {
            this.spec = spec;
            this.coordinator = coordinator;
        }

        @Override
        public Decision<GroupRecord, List<Answer>> decide(GroupCommand command, long nowMs) {
            return coordinator.decide(command, nowMs);
        }

        @Override
        public void apply(long offset, GroupRecord event) {
            applied.add(other -> other.apply(offset, event));
            coordinator.apply(offset, event);
            if (event.key() instanceof GroupKey.Offset key) {
                if (event.value() instanceof GroupValue.Offset value) {
                    of(key).put(partition(key), new Committed(offset, value.offset()));
                } else {
                    of(key).remove(partition(key));
                    pending.dropped(key);
                }
            }
        }

        private Map<TopicPartition, Committed> of(GroupKey.Offset key) {
            return offsets.computeIfAbsent(key.groupId(), g -> new LinkedHashMap<>());
        }

        private static TopicPartition partition(GroupKey.Offset key) {
            return new TopicPartition(key.topic(), key.partition());
        }

        @Override
        public void applyInTransaction(long offset, long producerId, GroupRecord event) {
            applied.add(other -> other.applyInTransaction(offset, producerId, event));
            coordinator.applyInTransaction(offset, producerId, event);
            if (event.key() instanceof GroupKey.Offset key
                    && event.value() instanceof GroupValue.Offset value) {
                pending.add(producerId, new PendingOffsets.Pending(offset, key, value));
            }
        }

        @Override
        public void transactionEnded(long offset, long producerId, boolean committed) {
            applied.add(other -> other.transactionEnded(offset, producerId, committed));
            coordinator.transactionEnded(offset, producerId, committed);
            for (PendingOffsets.Pending one : pending.ended(producerId, committed)) {
                Committed now = new Committed(one.offset(), one.value().offset());
                of(one.key())
                        .merge(
                                partition(one.key()),
                                now,
                                (before, later) ->
                                        before.record() > later.record() ? before : later);
            }
        }

        @Override
        public void committed(long endOffset) {
            coordinator.committed(endOffset);
        }

        @Override
        public void loaded(long nowMs) {
            coordinator.loaded(nowMs);
            checkOffsets("has loaded its partition");
        }

        @Override
        public long nextDueMs() {
            return coordinator.nextDueMs();
        }

        @Override
        public @Nullable Decision<GroupRecord, List<Answer>> due(long nowMs) {
            if (applied.size() >= checkedAt + REPLAY_EVERY) {
                checkedAt = applied.size();
                checkOffsets("has applied " + checkedAt + " records");
                checkReplay();
            }
            return coordinator.due(nowMs);
        }

        @Override
        public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {
            coordinator.refused(events, error, nowMs);
        }

        @Override
        public List<GroupView> groups() {
            return coordinator.groups();
        }

        @Override
        public List<OffsetView> offsets(String groupId) {
            return coordinator.offsets(groupId);
        }

        private void checkOffsets(String when) {
            offsets.forEach(
                    (group, committed) -> {
                        Map<TopicPartition, Long> expected = new LinkedHashMap<>();
                        committed.forEach((at, one) -> expected.put(at, one.offset()));
                        compare("a coordinator that " + when, group, expected);
                    });
        }

        private void compare(String who, String group, Map<TopicPartition, Long> expected) {
            Map<TopicPartition, Long> found = shown(coordinator, group);
            if (!found.equals(expected)) {
                throw differs(
                        group,
                        String.format(
                                Locale.ROOT,
                                "%s has the offsets %s of %s; its records say %s",
                                who,
                                found,
                                group,
                                expected));
            }
        }

        private void checkReplay() {
            GroupsSpec its =
                    new GroupsSpec(
                            spec.settings(),
                            spec.topics(),
                            spec.patterns(),
                            spec.random().fork("replay"),
                            text -> {},
                            new PendingModel());
            GroupCoordinator other = right.newCoordinator(its);
            applied.forEach(each -> each.accept(other));
            Map<String, GroupView> replayed = new LinkedHashMap<>();
            other.groups().forEach(view -> replayed.put(view.groupId(), view));
            for (GroupView live : coordinator.groups()) {
                String group = live.groupId();
                GroupView then = replayed.get(group);
                boolean atRest = live.state().equals("Stable") || live.state().equals("Empty");
                if (atRest && then != null && !live.equals(then)) {
                    throw differs(group, live + " is replayed as " + then);
                }
                if (!shown(coordinator, group).equals(shown(other, group))) {
                    throw differs(
                            group,
                            "the offsets of "
                                    + group
                                    + " are "
                                    + shown(coordinator, group)
                                    + ", and replayed "
                                    + shown(other, group));
                }
            }
        }

        private static Map<TopicPartition, Long> shown(GroupCoordinator of, String group) {
            Map<TopicPartition, Long> shown = new LinkedHashMap<>();
            of.offsets(group).forEach(view -> shown.put(view.partition(), view.offset()));
            return shown;
        }

        private RuntimeException differs(String group, String numbers) {
            throw world.breach(
                    Breach.of(
                            "replay-differs",
                            "A coordinator's state is what its records say",
                            numbers,
                            group));
        }
    }
}
