package strata.sim.disk;

/** A change of a file that the page cache holds and the disk does not yet. */
sealed interface Change {
    /** Counts the changes of one file; a flush makes durable all up to one. */
    long sequence();

    /** Bytes that were written. */
    final class Write implements Change {
        private final long sequence;
        private final int position;
        private final byte[] bytes;

        Write(long sequence, int position, byte[] bytes) {
            this.sequence = sequence;
            this.position = position;
            this.bytes = bytes;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        int position() {
            return position;
        }

        byte[] bytes() {
            return bytes;
        }

        int end() {
            return position + bytes.length;
        }
    }

    /** A cut. */
    record Truncate(long sequence, int size) implements Change {}
}
