package strata.kernel.request;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/**
 * SyncGroup (key 14): a member of a classic group wants its assignment; the leader brings all of
 * them.
 */
public final class SyncGroup {
    private SyncGroup() {}

    /**
     * @param protocolType null where an old version does not say
     * @param protocol null where an old version does not say
     * @param assignments the leader's; empty for any other member
     */
    public record Request(
            String groupId,
            int generation,
            String memberId,
            @Nullable String instanceId,
            @Nullable String protocolType,
            @Nullable String protocol,
            List<Assignment> assignments)
            implements strata.kernel.request.Request {}

    /** What a member is given. The bytes are a copy: they outlive the turn. */
    public record Assignment(String memberId, ByteBuffer assignment) {}

    /**
     * @param protocolType null with an error
     * @param protocol null with an error
     * @param assignment empty with an error
     */
    public record Response(
            ErrorCode error,
            @Nullable String protocolType,
            @Nullable String protocol,
            ByteBuffer assignment)
            implements strata.kernel.request.Response {

        /** No assignment. */
        public static Response failed(ErrorCode error) {
            return new Response(error, null, null, ByteBuffer.allocate(0));
        }
    }
}
