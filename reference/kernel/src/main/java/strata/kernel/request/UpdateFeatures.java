package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** UpdateFeatures (key 57): gives features of the cluster other levels (KIP-584, KIP-778). */
public final class UpdateFeatures {
    private UpdateFeatures() {}

    /**
     * All updates are made, or none.
     *
     * @param timeoutMs how long the client waits
     * @param updates of a feature that is named twice the last one counts
     * @param validateOnly whether it is only said what would happen
     */
    public record Request(int timeoutMs, List<Update> updates, boolean validateOnly)
            implements strata.kernel.request.Request {}

    /**
     * @param feature as it came: there may be no such feature
     * @param level as it came; 0 turns the feature off
     */
    public record Update(String feature, short level, UpgradeType type) {}

    /** What an update may do (KIP-778). A level that stays as it is goes with each of them. */
    public enum UpgradeType {
        /** Raise the level. */
        UPGRADE,
        /** Lower it, where nothing is lost. */
        SAFE_DOWNGRADE,
        /** Lower it, whatever is lost. */
        UNSAFE_DOWNGRADE,
        /** A type of which nothing is known: it is refused. */
        UNKNOWN
    }

    /**
     * @param error of the whole request: one update that is refused stops all
     * @param errorMessage for a person; null when there is nothing to add
     * @param features those asked for, each of which has the request's error; versions 0 and 1 name
     *     them when all went well
     */
    public record Response(ErrorCode error, @Nullable String errorMessage, List<String> features)
            implements strata.kernel.request.Response {
        /** Nothing was updated. */
        public static Response failed(ErrorCode error, @Nullable String why) {
            return new Response(error, why, List.of());
        }
    }
}
