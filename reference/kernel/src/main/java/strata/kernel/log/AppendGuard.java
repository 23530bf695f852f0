package strata.kernel.log;

import strata.kernel.Nullable;
import strata.kernel.Refusal;

/**
 * Looks at a checked batch before anything of it is written, and may refuse it. The seam through
 * which layer 5 rejects duplicates, gaps and zombies.
 */
public interface AppendGuard {
    /**
     * @return null to let the batch in
     */
    @Nullable
    Refusal refusalOf(BatchHeader batch);
}
