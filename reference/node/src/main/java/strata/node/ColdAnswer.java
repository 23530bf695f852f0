package strata.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.storage.StorageException;
import strata.wire.EncodedResponse.Segment;

/**
 * An answer with slices of files that may have to come from the disk. It leaves piece by piece:
 * each is read on the {@link PageReader} first, and written when it is in memory and the one before
 * has gone. So the loop waits for no disk, many such answers take turns, and a client that takes
 * its answer slowly keeps a piece of it in memory, not all.
 *
 * <p>Before the end of a slice leaves, what follows it in the file is read as well: its reader asks
 * for that at once, and then the layer looks at it on the loop.
 */
final class ColdAnswer {
    static final int PIECE_BYTES_MAX = 1 << 20;
    // Each keeps a descriptor while it is read.
    private static final int PIECE_PARTS_MAX = 32;

    private final PageReader reader;
    private final Outlet outlet;
    // Those that are not being read yet.
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private @Nullable Piece read;
    private boolean reading;
    // It has ended or was cancelled.
    private boolean over;

    /**
     * A piece of the answer.
     *
     * @param parts what is to be read before it is written
     * @param segments of which it holds a reference to each slice; none for what is read alone
     */
    private record Piece(List<PageReader.Part> parts, List<Segment> segments) {
        Piece() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Where the pieces leave. */
    interface Outlet {
        /** Whether there is room for another piece. */
        boolean isWritable();

        /** Takes a piece over. */
        void write(List<Segment> segments);

        /** The last piece has been written. */
        void ended();

        /** The disk fails: there will be no further piece. */
        void failed(StorageException fault);
    }

    /**
     * @param segments whose slices are taken over
     */
    ColdAnswer(PageReader reader, List<Segment> segments, Outlet outlet) {
        this.reader = reader;
        this.outlet = outlet;
        cut(segments);
    }

    /** Whether all slices of an answer are in memory as far as is known. */
    static boolean isWarm(List<Segment> segments) {
        for (Segment segment : segments) {
            if (segment instanceof Segment.File file && !((DiskSlice) file.slice()).isWarm()) {
                return false;
            }
        }
        return true;
    }

    private void cut(List<Segment> segments) {
        Piece piece = new Piece();
        int bytes = 0;
        for (Segment segment : segments) {
            if (!(segment instanceof Segment.File file)) {
                piece.segments().add(segment);
                continue;
            }
            DiskSlice slice = (DiskSlice) file.slice();
            for (int from = 0; from < slice.count(); ) {
                int count = Math.min(slice.count() - from, PIECE_BYTES_MAX - bytes);
                long start = slice.position() + from;
                piece.parts().add(PageReader.Part.around(slice.inode(), start, start + count));
                piece.segments().add(new Segment.File(slice.part(from, count)));
                from += count;
                bytes += count;
                if (from == slice.count()) {
                    readWhatFollows(slice);
                }
                if (bytes == PIECE_BYTES_MAX || piece.parts().size() == PIECE_PARTS_MAX) {
                    pieces.add(piece);
                    piece = new Piece();
                    bytes = 0;
                }
            }
            slice.release();
        }
        if (!piece.segments().isEmpty()) {
            pieces.add(piece);
        }
    }

    // In pieces of their own, before the one that holds the end of the slice.
    private void readWhatFollows(DiskSlice slice) {
        long end = Math.min(slice.nextEnd(), slice.inode().sizeInBytes());
        for (long from = slice.position() + slice.count(); from < end; from += PIECE_BYTES_MAX) {
            Piece ahead = new Piece();
            long to = Math.min(end, from + PIECE_BYTES_MAX);
            ahead.parts().add(PageReader.Part.around(slice.inode(), from, to));
            pieces.add(ahead);
        }
    }

    /** Does what can be done now: at first, and when the outlet is writable again. */
    void goOn() {
        if (over) {
            return;
        }
        try {
            step();
        } catch (StorageException e) {
            cancel();
            outlet.failed(e);
        }
    }

    private void step() {
        Piece piece = read;
        if (piece != null && outlet.isWritable()) {
            read = null;
            if (!piece.segments().isEmpty()) {
                outlet.write(piece.segments());
            }
        }
        if (read != null || reading) {
            return;
        }
        if (pieces.isEmpty()) {
            over = true;
            outlet.ended();
        } else {
            Piece next = pieces.remove();
            reading = true;
            reader.read(next.parts(), () -> hasRead(next));
        }
    }

    private void hasRead(Piece piece) {
        reading = false;
        if (over) {
            release(piece);
        } else {
            read = piece;
            goOn();
        }
    }

    /** Gives back what has not been written. */
    void cancel() {
        over = true;
        if (read != null) {
            release(read);
            read = null;
        }
        pieces.forEach(ColdAnswer::release);
        pieces.clear();
    }

    private static void release(Piece piece) {
        for (Segment segment : piece.segments()) {
            if (segment instanceof Segment.File file) {
                file.slice().release();
            }
        }
    }
}
