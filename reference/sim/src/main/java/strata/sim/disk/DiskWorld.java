package strata.sim.disk;

/** What a disk needs of the world around it. */
public interface DiskWorld {
    /** A disk on its own, in which operations take no time and leave no trace. */
    DiskWorld NONE =
            new DiskWorld() {
                @Override
                public void spend(long us) {}

                @Override
                public void trace(String kind, String details) {}
            };

    /** Virtual microseconds go by, in which the process waits for the disk. */
    void spend(long us);

    /** Something happened to the disk. */
    void trace(String kind, String details);
}
