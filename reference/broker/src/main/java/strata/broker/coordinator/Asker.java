package strata.broker.coordinator;

import strata.kernel.ErrorCode;
import strata.kernel.request.Response;

/** Who has asked a coordinator something, and is told once what came of it. */
public interface Asker {
    /** The connection that it came by; -1 for the node itself. */
    long connectionId();

    /** The coordinator's answer; all that it tells of is committed. */
    void answered(Response response);

    /**
     * There is no answer.
     *
     * @param error {@code NOT_COORDINATOR}: another node may be; {@code
     *     COORDINATOR_LOAD_IN_PROGRESS}: later; {@code REQUEST_TIMED_OUT}: it was not committed in
     *     time, and may yet be; or why the log took no records
     */
    void failed(ErrorCode error);
}
