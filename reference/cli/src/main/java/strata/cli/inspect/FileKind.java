package strata.cli.inspect;

/** What a file of a data directory is, as its name says. */
enum FileKind {
    LOG("batches of records"),
    METADATA_SNAPSHOT("batches of metadata records"),
    OFFSET_INDEX("offset index"),
    TIME_INDEX("time index"),
    TXN_INDEX("index of aborted transactions"),
    PRODUCER_SNAPSHOT("snapshot of the producers' state"),
    LEADER_EPOCHS("where each leader epoch begins"),
    OFFSET_CHECKPOINT("an offset for each partition"),
    PARTITION_METADATA("the id of the partition's topic"),
    META_PROPERTIES("whose data this directory holds"),
    CLEAN_SHUTDOWN("mark of a clean stop"),
    RUN_MARK("which run of the node wrote last, in which memory"),
    QUORUM_STATE("state of the metadata quorum"),
    LOCK("lock of the running node"),
    RUN_FILE("what strata up runs here"),
    RUN_LOG("what strata up printed"),
    TEMPORARY("a file that was being replaced"),
    FOREIGN("no file of a log");

    private final String meaning;

    FileKind(String meaning) {
        this.meaning = meaning;
    }

    /** For a person. */
    String meaning() {
        return meaning;
    }

    /** Whether it is made of record batches. */
    boolean hasBatches() {
        return this == LOG || this == METADATA_SNAPSHOT;
    }
}
