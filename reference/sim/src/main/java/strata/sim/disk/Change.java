package strata.sim.disk;

/** A change of a file that the page cache holds and the disk does not yet. */
sealed interface Change {
    /** Counts the changes of one file; a flush makes durable all up to one. */
    long sequence();

    record Write(long sequence, int position, byte[] bytes) implements Change {
        int end() {
            return position + bytes.length;
        }
    }

    record Truncate(long sequence, int size) implements Change {}
}
