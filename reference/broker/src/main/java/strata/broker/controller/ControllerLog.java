package strata.broker.controller;

import java.util.List;
import strata.kernel.metadata.MetadataRecord;

/** The metadata log, as the active controller uses it. */
public interface ControllerLog {
    /** Takes a fact and its offset. */
    interface Applier {
        void apply(long offset, MetadataRecord fact);
    }

    /**
     * Appends the facts of one decision as one batch. They may be committed when this returns, or
     * later, or never.
     *
     * @param facts at least one
     * @return the offset after the last one
     */
    long append(List<MetadataRecord> facts);

    /** Facts below it are committed. */
    long committedEnd();

    /** Gives all facts, from the snapshot and from the log, up to its end, committed or not. */
    void replayAll(Applier applier);
}
