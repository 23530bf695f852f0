package strata.wire;

import strata.kernel.ClientInfo;
import strata.kernel.request.Request;

/** What became of the bytes of one request. */
public sealed interface DecodeResult {
    /**
     * A request for the broker.
     *
     * @param request its buffers are slices of the frame that was decoded
     */
    record Decoded(RequestContext context, ClientInfo client, Request request)
            implements DecodeResult {}

    /**
     * The protocol alone decides the answer: it is sent, in the request's turn, and the broker
     * never hears of the request.
     */
    record Answer(RequestContext context, EncodedResponse response) implements DecodeResult {}

    /**
     * Bytes that no answer fits, as nothing is known of how their sender would read it: the
     * connection is to be closed, as Apache Kafka does.
     *
     * @param why one sentence for the log
     */
    record Rejected(String why) implements DecodeResult {}
}
