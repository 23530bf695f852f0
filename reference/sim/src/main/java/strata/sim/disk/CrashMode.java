package strata.sim.disk;

/** What a crash leaves on the disk. */
public enum CrashMode {
    /**
     * The process dies ({@code kill -9}): everything written is still in the machine's page cache,
     * flushed or not. A write in the middle of which it dies may be there in part.
     */
    KEEP_ALL,

    /**
     * The machine loses power: files hold what was flushed, directories the entries they had when
     * they were last synced, and nothing else.
     */
    LOSE_UNFLUSHED,

    /**
     * The machine loses power in the middle of writing back: of what was not flushed, any part may
     * have reached the disk, torn within one write, and in another order from file to file. See
     * {@link Tear} for what is possible and what is not.
     */
    TEAR_TAIL;

    /** Whether unflushed bytes are at stake. */
    public boolean losesPower() {
        return this != KEEP_ALL;
    }
}
