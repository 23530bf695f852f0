package strata.lessons.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import strata.kernel.Nullable;

/**
 * A run of tests as lines of JSON, one an event, each flushed as it is written: whatever becomes of
 * the process, what it had told is there. {@code event} names the kind: {@code planned}, {@code
 * started}, {@code finished}, {@code ended}.
 */
public final class Journal implements Consumer<SuiteEvent> {
    /** A longer line is none of ours. In characters. */
    private static final int LINE_MAX = 4 << 20;

    private static final String KIND = "event";
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final OutputStream out;

    /** A journal that goes on where the stream is; closing the stream is its owner's. */
    public Journal(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes an event as a line.
     *
     * @throws UncheckedIOException when the stream does
     */
    @Override
    public void accept(SuiteEvent event) {
        ObjectNode line = JSON.createObjectNode().put(KIND, kindOf(event));
        line.setAll((ObjectNode) JSON.valueToTree(event));
        write(line);
    }

    /** Writes a line that is no event of a suite; {@link #read} passes over it. */
    void write(ObjectNode line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** An empty line, to be filled and given to {@link #write}. */
    static ObjectNode line(String kind) {
        return JSON.createObjectNode().put(KIND, kind);
    }

    /**
     * Reads the events back. A line that is torn (the last one, when the writer died) or that says
     * something else is passed over.
     */
    public static List<SuiteEvent> read(InputStream in) throws IOException {
        List<SuiteEvent> events = new ArrayList<>();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = reader.read()) >= 0) {
            if (next != '\n') {
                if (line.length() <= LINE_MAX) {
                    line.append((char) next);
                }
                continue;
            }
            parse(line.toString()).ifPresent(events::add);
            line.setLength(0);
        }
        parse(line.toString()).ifPresent(events::add);
        return events;
    }

    /** The event of one line; empty when it holds none. */
    public static Optional<SuiteEvent> parse(String line) {
        if (line.isEmpty() || line.length() > LINE_MAX) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(line);
            if (!(node instanceof ObjectNode fields)) {
                return Optional.empty();
            }
            JsonNode kind = fields.remove(KIND);
            Class<? extends SuiteEvent> type = typeOf(kind == null ? "" : kind.asText());
            return type == null ? Optional.empty() : Optional.of(JSON.treeToValue(fields, type));
        } catch (JsonProcessingException torn) {
            return Optional.empty();
        }
    }

    private static String kindOf(SuiteEvent event) {
        return switch (event) {
            case SuiteEvent.Planned planned -> "planned";
            case SuiteEvent.Started started -> "started";
            case SuiteEvent.Finished finished -> "finished";
            case SuiteEvent.Ended ended -> "ended";
        };
    }

    private static @Nullable Class<? extends SuiteEvent> typeOf(String kind) {
        return switch (kind) {
            case "planned" -> SuiteEvent.Planned.class;
            case "started" -> SuiteEvent.Started.class;
            case "finished" -> SuiteEvent.Finished.class;
            case "ended" -> SuiteEvent.Ended.class;
            default -> null;
        };
    }
}
