package strata.wire;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/** A request of kafka-clients with any message for its body. */
final class BodyRequest extends AbstractRequest {
    private final ApiMessage body;

    private BodyRequest(ApiKeys key, ApiMessage body, short version) {
        super(key, version);
        this.body = body;
    }

    static AbstractRequest of(ApiKeys key, ApiMessage body, short version) {
        return new BodyRequest(key, body, version);
    }

    @Override
    public ApiMessage data() {
        return body;
    }

    @Override
    public AbstractResponse getErrorResponse(int throttleTimeMs, Throwable e) {
        throw new UnsupportedOperationException("not sent by anybody");
    }
}
