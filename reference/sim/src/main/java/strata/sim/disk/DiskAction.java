package strata.sim.disk;

/**
 * One operation of a process on its disk, as those see it who watch.
 *
 * @param name of the file or directory; {@code a to b} for a renaming
 * @param position where a read or write starts, or to what size a file is cut; else 0
 * @param bytes how many are read or written; else 0
 */
public record DiskAction(DiskOperation kind, String name, long position, int bytes) {
    static DiskAction of(DiskOperation kind, String name) {
        return new DiskAction(kind, name, 0, 0);
    }

    /** What is done to what, without the kind. */
    String details() {
        return switch (kind) {
            case WRITE, READ -> name + " " + position + "+" + bytes;
            case TRUNCATE -> name + " to " + position;
            case CREATE, FLUSH, RENAME, DELETE, SYNC_DIRECTORY -> name;
        };
    }

    @Override
    public String toString() {
        return kind.label() + " " + details();
    }
}
