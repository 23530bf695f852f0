package strata.broker.metadata;

import java.nio.ByteBuffer;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/** A snapshot that is being got from the leader, piece by piece. */
final class SnapshotDownload {
    private final OffsetAndEpoch id;
    private final StorageFile file;

    SnapshotDownload(OffsetAndEpoch id, SnapshotFiles files) {
        this.id = id;
        this.file = files.start(id);
    }

    OffsetAndEpoch id() {
        return id;
    }

    StorageFile file() {
        return file;
    }

    /** Where the next piece begins, in bytes. */
    long position() {
        return file.size();
    }

    void add(FileSlice piece) {
        ByteBuffer bytes = piece.bytes();
        if (bytes == null) {
            bytes = ByteBuffer.allocate(piece.count());
            piece.read(bytes, 0);
            bytes.flip();
        }
        file.write(bytes, file.size());
    }
}
