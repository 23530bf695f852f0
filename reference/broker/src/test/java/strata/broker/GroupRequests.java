package strata.broker;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;

/** Requests of groups. */
final class GroupRequests {
    private GroupRequests() {}

    static FindCoordinator.Request find(String... groups) {
        return new FindCoordinator.Request(FindCoordinator.GROUP, List.of(groups));
    }

    static OffsetCommit.Request commit(String group, long offset) {
        return commit(group, offset, null);
    }

    /** Of topic {@code t}, partition 0. */
    static OffsetCommit.Request commit(String group, long offset, @Nullable String metadata) {
        return new OffsetCommit.Request(
                group,
                -1,
                "",
                null,
                -1,
                true,
                List.of(
                        new OffsetCommit.Topic(
                                TopicRef.named("t"),
                                List.of(new OffsetCommit.Partition(0, offset, -1, metadata)))));
    }

    /** All offsets of some groups. */
    static OffsetFetch.Request fetch(String... groups) {
        return new OffsetFetch.Request(
                List.of(groups).stream()
                        .map(group -> new OffsetFetch.Group(group, null, -1, null))
                        .toList(),
                false);
    }

    static Heartbeat.Request heartbeat(String group) {
        return new Heartbeat.Request(group, 0, "member", null);
    }

    static JoinGroup.Request join(String group) {
        return new JoinGroup.Request(
                group,
                "",
                null,
                10_000,
                10_000,
                "consumer",
                List.of(),
                new JoinGroup.Support(true, true),
                null);
    }

    static LeaveGroup.Request leave(String group) {
        return new LeaveGroup.Request(group, List.of(new LeaveGroup.Member("member", null, null)));
    }
}
