package strata.broker.group;

import java.util.List;
import strata.broker.coordinator.LogErrors;
import strata.kernel.ErrorCode;
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
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;

/** Answers to requests that no coordinator has answered: each API has its own place for errors. */
final class GroupRefusals {
    private GroupRefusals() {}

    /**
     * The whole request has failed.
     *
     * @param error of the runtime, as what clients know it is told
     */
    static Response of(Request request, ErrorCode error) {
        ErrorCode told = LogErrors.told(error);
        return switch (request) {
            case JoinGroup.Request r ->
                    JoinGroup.Response.failed(
                            told, told == ErrorCode.INVALID_GROUP_ID ? r.memberId() : "");
            case SyncGroup.Request r -> SyncGroup.Response.failed(told);
            // Where the group is still being loaded, nobody knows better.
            case Heartbeat.Request r ->
                    new Heartbeat.Response(
                            told == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : told);
            case LeaveGroup.Request r -> new LeaveGroup.Response(told, List.of());
            case OffsetCommit.Request r -> OffsetCommit.failed(r, told);
            case TxnOffsetCommit.Request r -> TxnOffsetCommit.failed(r, told);
            case OffsetDelete.Request r -> new OffsetDelete.Response(told, List.of());
            case OffsetFetch.Request r ->
                    new OffsetFetch.Response(
                            r.groups().stream()
                                    .map(
                                            group ->
                                                    OffsetFetch.GroupResult.failed(
                                                            group.groupId(), fetchTold(error)))
                                    .toList());
            case DescribeGroups.Request r ->
                    new DescribeGroups.Response(
                            r.groups().stream().map(group -> described(group, told)).toList());
            case DeleteGroups.Request r ->
                    new DeleteGroups.Response(
                            r.groups().stream()
                                    .map(group -> new DeleteGroups.Result(group, told))
                                    .toList());
            case ListGroups.Request r -> new ListGroups.Response(told, List.of());
            case ConsumerGroupHeartbeat.Request r ->
                    ConsumerGroupHeartbeat.Response.failed(told, null);
            case ConsumerGroupDescribe.Request r ->
                    new ConsumerGroupDescribe.Response(
                            r.groups().stream()
                                    .map(
                                            group ->
                                                    ConsumerGroupDescribe.Group.failed(
                                                            group, told, null))
                                    .toList());
            default -> new Response.CloseConnection("no answer to " + request.getClass());
        };
    }

    private static DescribeGroups.Group described(String group, ErrorCode error) {
        return new DescribeGroups.Group(error, null, group, "", "", "", List.of());
    }

    /** Consumers before 3.9 would not try again after COORDINATOR_NOT_AVAILABLE here. */
    private static ErrorCode fetchTold(ErrorCode error) {
        ErrorCode told = LogErrors.told(error);
        return told == ErrorCode.COORDINATOR_NOT_AVAILABLE ? ErrorCode.NOT_COORDINATOR : told;
    }
}
