package strata.wire;

import org.apache.kafka.common.protocol.ApiMessage;

/**
 * A request that was read, and asks for something that its version does not know. Thrown by the
 * class of its API, turned into an answer by {@link ProtocolCodec}.
 */
final class RefusedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiMessage answer;

    RefusedRequest(ApiMessage answer) {
        super("refused", null, false, false);
        this.answer = answer;
    }

    ApiMessage answer() {
        return answer;
    }
}
