package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** LeaveGroup (key 13): members leave a group. */
public final class LeaveGroup {
    private LeaveGroup() {}

    /**
     * @param members before version 3 exactly one
     */
    public record Request(String groupId, List<Member> members)
            implements strata.kernel.request.Request {}

    /**
     * @param memberId may be empty for a static member
     */
    public record Member(String memberId, @Nullable String instanceId, @Nullable String reason) {}

    /**
     * @param error of the request as a whole; before version 3 its one member's, too
     * @param members in the order of the request
     */
    public record Response(ErrorCode error, List<MemberResult> members)
            implements strata.kernel.request.Response {}

    public record MemberResult(String memberId, @Nullable String instanceId, ErrorCode error) {}
}
