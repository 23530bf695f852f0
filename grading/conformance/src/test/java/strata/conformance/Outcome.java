package strata.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;

/** What a server did with bad input, as a word that can be written down and compared. */
final class Outcome {

    static final String CLOSED = "closed";
    static final String SILENT = "silent";
    static final String WAITS = "waits";
    static final String ANSWERED = "answered";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Outcome() {}

    /**
     * Sends the input on a connection of its own and returns {@code closed}, {@code silent}, or the
     * error codes of the answer joined by {@code +}.
     */
    static String of(int port, BadInput input) {
        try (RawConnection connection = RawConnection.to(port)) {
            return switch (connection.reactionTo(input.bytes(), LIMIT)) {
                case RawConnection.Reaction.Closed closed -> CLOSED;
                case RawConnection.Reaction.Silent silent -> SILENT;
                case RawConnection.Reaction.Answered answer ->
                        input.key()
                                .map(key -> errors(key, input.version(), answer))
                                .orElse(ANSWERED);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String errors(
            ApiKeys key, short version, RawConnection.Reaction.Answered answer) {
        return errors(KafkaProtocol.response(key, version, answer.body()));
    }

    /** The error codes in an answer, joined by {@code +}; {@code answered} where it has none. */
    static String errors(AbstractResponse response) {
        String errors =
                response.errorCounts().keySet().stream()
                        .sorted()
                        .map(Errors::name)
                        .collect(Collectors.joining("+"));
        return errors.isEmpty() ? ANSWERED : errors;
    }
}
