package strata.kernel.request;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** DescribeGroups (key 15): classic groups and their members. */
public final class DescribeGroups {
    private DescribeGroups() {}

    /**
     * @param toldOfMissing whether the version can be told GROUP_ID_NOT_FOUND (6 on); to an older
     *     one a group that is not there is {@code Dead}
     */
    public record Request(List<String> groups, boolean toldOfMissing)
            implements strata.kernel.request.Request {}

    public record Response(List<Group> groups) implements strata.kernel.request.Response {}

    /**
     * @param message what is wrong; null for nothing
     * @param state {@code PreparingRebalance}, {@code CompletingRebalance}, {@code Stable}, {@code
     *     Empty} or {@code Dead}, which it is when it is not there, too
     * @param protocol the one chosen; empty for none
     */
    public record Group(
            ErrorCode error,
            @Nullable String message,
            String groupId,
            String state,
            String protocolType,
            String protocol,
            List<Member> members) {}

    /**
     * @param metadata for the protocol chosen; empty while the group is not stable
     * @param assignment empty while the group is not stable
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            ByteBuffer metadata,
            ByteBuffer assignment) {}
}
