package strata.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** Requests as bytes, and bytes as responses, by the message classes of kafka-clients. */
final class KafkaProtocol {

    /** The correlation id of every request that is made here; the response must carry it. */
    static final int CORRELATION_ID = 0x5EED;

    private static final String CLIENT_ID = "conformance";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

    private KafkaProtocol() {}

    /** Header and body of a request: a whole frame but for its length. */
    static byte[] request(short version, ApiMessage body) {
        ApiKeys key = ApiKeys.forId(body.apiKey());
        short headerVersion = key.requestHeaderVersion(version);
        ByteBuffer header =
                MessageUtil.toByteBufferAccessor(headerOf(key, version).data(), headerVersion)
                        .buffer();
        ByteBuffer message = MessageUtil.toByteBufferAccessor(body, version).buffer();
        return ByteBuffer.allocate(header.remaining() + message.remaining())
                .put(header)
                .put(message)
                .array();
    }

    /** Reads a response to {@link #request}; throws when it is not one, to its last byte. */
    static AbstractResponse response(ApiKeys key, short version, ByteBuffer frame) {
        ByteBuffer bytes = frame.duplicate();
        AbstractResponse response = AbstractResponse.parseResponse(bytes, headerOf(key, version));
        if (bytes.hasRemaining()) {
            throw new AssertionError(bytes.remaining() + " bytes follow the response " + response);
        }
        return response;
    }

    /** Reads the answer to a mutated request, by what its bytes now ask for. */
    static AbstractResponse responseTo(Mutation mutation, ByteBuffer frame) {
        ApiKeys key = mutation.key().orElseThrow(() -> new AssertionError("answered to nothing"));
        short version = mutation.version();
        if (key == ApiKeys.API_VERSIONS && !key.isVersionSupported(version)) {
            version = 0;
        }
        if (frame.getInt(0) != mutation.correlationId()) {
            throw new AssertionError("answered to correlation id " + frame.getInt(0));
        }
        ByteBuffer bytes = frame.duplicate().putInt(0, CORRELATION_ID);
        return response(key, version, bytes);
    }

    /** Sends a request on a connection of its own and returns its answer. */
    static AbstractResponse ask(int port, short version, ApiMessage body) {
        ApiKeys key = ApiKeys.forId(body.apiKey());
        return response(key, version, exchange(port, request(version, body)));
    }

    /** Sends a frame on a connection of its own and returns the frame that answers it. */
    static ByteBuffer exchange(int port, byte[] request) {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.sendFrame(request);
            return answer(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next frame; no frame in 15 seconds fails the test. */
    static ByteBuffer answer(RawConnection connection) {
        try {
            return switch (connection.reaction(ANSWER_WITHIN)) {
                case RawConnection.Reaction.Answered answer -> answer.body();
                case RawConnection.Reaction.Closed closed ->
                        throw new AssertionError("the server closed instead of answering");
                case RawConnection.Reaction.Silent silent ->
                        throw new AssertionError("no answer within " + ANSWER_WITHIN);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RequestHeader headerOf(ApiKeys key, short version) {
        return new RequestHeader(
                new RequestHeaderData()
                        .setRequestApiKey(key.id)
                        .setRequestApiVersion(version)
                        .setClientId(CLIENT_ID)
                        .setCorrelationId(CORRELATION_ID),
                key.requestHeaderVersion(version));
    }
}
