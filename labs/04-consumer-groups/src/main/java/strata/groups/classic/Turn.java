package strata.groups.classic;

import strata.groups.group.Asked;
import strata.groups.group.Draft;

/**
 * When something is decided, and what.
 *
 * @param nowMs monotonic milliseconds
 * @param wallMs milliseconds since 1970: stamps records
 */
record Turn(long nowMs, long wallMs, Draft draft) {
    static Turn of(Asked asked, Draft draft) {
        return new Turn(asked.nowMs(), asked.wallMs(), draft);
    }
}
