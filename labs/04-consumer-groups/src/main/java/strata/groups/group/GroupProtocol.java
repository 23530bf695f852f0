package strata.groups.group;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupRecord;

/** Looks after the groups of one type. */
public interface GroupProtocol {
    /**
     * Makes a record of this type's groups true: fresh or replayed, and whatever came before it (a
     * tombstone of what is not there, a member before its group).
     */
    void apply(GroupRecord event);

    /** All records are applied: sessions begin. */
    void loaded(long nowMs);

    /** When {@link #due} wants to be asked; {@code Long.MAX_VALUE} for never. */
    long nextDueMs();

    /**
     * Decides what follows from the passing of time, for one group.
     *
     * @return false when nothing is due any more; true even if nothing followed
     */
    boolean due(long nowMs, Draft draft);

    /**
     * Records of this type's groups, all those of one decision, could not be stored: they are not
     * applied, and those whom the decision answered are told an error.
     */
    void refused(List<GroupRecord> events, ErrorCode error, long nowMs);
}
