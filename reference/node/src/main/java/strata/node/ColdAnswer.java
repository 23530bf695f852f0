package strata.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.wire.EncodedResponse.Segment;

/**
 * An answer with slices of files that may have to come from the disk. It leaves piece by piece: each
 * is read on the {@link PageReader} first, and written when it is in memory and the one before has
 * gone. So the loop waits for no disk, many such answers take turns, and a client that takes its
 * answer slowly keeps a piece of it in memory, not all.
 */
final class ColdAnswer {
    static final int PIECE_BYTES_MAX = 1 << 20;
    // Each keeps a descriptor while it is read.
    private static final int PIECE_SLICES_MAX = 32;

    // Of less the granules around it hold the next, too.
    private static final int READ_AHEAD_FROM_BYTES = Warmth.GRANULE_BYTES / 2;

    private final PageReader reader;
    private final Outlet outlet;
    // Those that are not being read yet; they hold a reference to each of their slices.
    private final Deque<List<Segment>> pieces = new ArrayDeque<>();
    private @Nullable List<Segment> read;
    private boolean reading;
    // It has ended or was cancelled.
    private boolean over;

    /** Where the pieces leave. */
    interface Outlet {
        /** Whether there is room for another piece. */
        boolean isWritable();

        /** Takes a piece over. */
        void write(List<Segment> piece);

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
        List<Segment> piece = new ArrayList<>();
        int bytes = 0;
        int slices = 0;
        for (Segment segment : segments) {
            if (!(segment instanceof Segment.File file)) {
                piece.add(segment);
                continue;
            }
            DiskSlice slice = (DiskSlice) file.slice();
            for (int from = 0; from < slice.count(); ) {
                int count = Math.min(slice.count() - from, PIECE_BYTES_MAX - bytes);
                piece.add(new Segment.File(slice.part(from, count)));
                from += count;
                bytes += count;
                slices++;
                if (bytes == PIECE_BYTES_MAX || slices == PIECE_SLICES_MAX) {
                    pieces.add(piece);
                    piece = new ArrayList<>();
                    bytes = 0;
                    slices = 0;
                }
            }
            slice.release();
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
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
        List<Segment> piece = read;
        if (piece != null && outlet.isWritable()) {
            read = null;
            outlet.write(piece);
        }
        if (read != null || reading) {
            return;
        }
        if (pieces.isEmpty()) {
            over = true;
            outlet.ended();
        } else {
            readNext();
        }
    }

    private void readNext() {
        List<Segment> piece = pieces.remove();
        List<PageReader.Part> parts = new ArrayList<>();
        List<PageReader.Part> ahead = new ArrayList<>();
        for (DiskSlice slice : slices(piece)) {
            parts.add(PageReader.Part.around(slice));
            if (slice.count() >= READ_AHEAD_FROM_BYTES) {
                ahead.add(PageReader.Part.after(slice));
            }
        }
        reading = true;
        reader.read(parts, () -> hasRead(piece));
        // While the piece is on its way, and for the layer, which looks at what comes next when it
        // is asked for that.
        if (!ahead.isEmpty()) {
            reader.read(ahead, () -> {});
        }
    }

    private void hasRead(List<Segment> piece) {
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

    private static void release(List<Segment> piece) {
        slices(piece).forEach(FileSlice::release);
    }

    private static List<DiskSlice> slices(List<Segment> piece) {
        List<DiskSlice> slices = new ArrayList<>();
        for (Segment segment : piece) {
            if (segment instanceof Segment.File file) {
                slices.add((DiskSlice) file.slice());
            }
        }
        return slices;
    }
}
