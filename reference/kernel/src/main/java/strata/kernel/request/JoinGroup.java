package strata.kernel.request;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** JoinGroup (key 11): a member wants to be in the next generation of a classic group. */
public final class JoinGroup {
    private JoinGroup() {}

    /**
     * @param memberId empty for a member that has none yet
     * @param instanceId of a static member (KIP-345); null for none
     * @param sessionTimeoutMs within which it promises to be heard of
     * @param rebalanceTimeoutMs how long others wait for it to join; the session timeout where an
     *     old version does not say
     * @param protocolType {@code consumer}, {@code connect}, …
     * @param protocols that it supports, the preferred one first
     * @param support what the request's version can be answered
     */
    public record Request(
            String groupId,
            String memberId,
            @Nullable String instanceId,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            String protocolType,
            List<Protocol> protocols,
            Support support,
            @Nullable String reason)
            implements strata.kernel.request.Request {}

    /**
     * A protocol, and what the member says to the others in it. The bytes are a copy: they outlive
     * the turn.
     */
    public record Protocol(String name, ByteBuffer metadata) {}

    /**
     * What a request's version can be answered.
     *
     * @param memberIdRequired it is to join again with the id that it is given (KIP-394; version 4
     *     on)
     * @param skipAssignment a leader can be told not to share out (KIP-814; version 9 on)
     */
    public record Support(boolean memberIdRequired, boolean skipAssignment) {}

    /**
     * @param generation -1 with an error
     * @param protocolType null with an error
     * @param protocol the one chosen; null with an error
     * @param leader its member id; empty with an error
     * @param skipAssignment the leader is not to share out
     * @param memberId the asker's own; empty where it has none
     * @param members what each has said; for the leader only
     */
    public record Response(
            ErrorCode error,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocol,
            String leader,
            boolean skipAssignment,
            String memberId,
            List<Member> members)
            implements strata.kernel.request.Response {

        /** Not in the group. */
        public static Response failed(ErrorCode error, String memberId) {
            return new Response(error, -1, null, null, "", false, memberId, List.of());
        }
    }

    public record Member(String memberId, @Nullable String instanceId, ByteBuffer metadata) {}
}
