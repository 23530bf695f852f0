package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;

/**
 * FetchSnapshot (key 59): reads a snapshot of the metadata log in pieces (KIP-630). It is about the
 * metadata log alone: {@code wire} refuses other partitions.
 */
public final class FetchSnapshot {
    private FetchSnapshot() {}

    /**
     * @param clusterId the asking node's; null for not told
     * @param replicaId who asks
     * @param maxBytes of the piece
     * @param currentLeaderEpoch what the replica believes
     * @param snapshot which
     * @param position where the piece is to begin, in bytes from the snapshot's start
     */
    public record Request(
            @Nullable String clusterId,
            int replicaId,
            int maxBytes,
            int currentLeaderEpoch,
            EpochEndOffset snapshot,
            long position)
            implements strata.kernel.request.Request {}

    /**
     * @param sizeInBytes of the whole snapshot
     * @param position where the piece begins
     * @param bytes the piece; null for none. Whoever sends or drops the answer releases it
     * @param currentLeader null for not told
     * @param endpoints where the leader is; empty for not told
     */
    public record Response(
            ErrorCode error,
            EpochEndOffset snapshot,
            long sizeInBytes,
            long position,
            @Nullable FileSlice bytes,
            @Nullable LeaderAndEpoch currentLeader,
            List<NodeEndpoint> endpoints)
            implements strata.kernel.request.Response {
        public Response(EpochEndOffset snapshot, long sizeInBytes, long position, FileSlice bytes) {
            this(ErrorCode.NONE, snapshot, sizeInBytes, position, bytes, null, List.of());
        }

        /** No piece. */
        public static Response failed(ErrorCode error, @Nullable LeaderAndEpoch currentLeader) {
            EpochEndOffset none = new EpochEndOffset(0, 0L);
            return new Response(error, none, 0L, 0L, null, currentLeader, List.of());
        }

        /** The same answer with its bytes elsewhere. */
        public Response withBytes(@Nullable FileSlice elsewhere) {
            return new Response(
                    error, snapshot, sizeInBytes, position, elsewhere, currentLeader, endpoints);
        }
    }
}
