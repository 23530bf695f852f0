package strata.autograder.grade;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes and reads {@code grade.json}. Reading is strict: a field that is missing, unknown, null or
 * of another type is an error, not a guess.
 */
public final class GradeJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private static final String V1 = "strata/grade/v1";

    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    private GradeJson() {}

    /** The grade as text, indented, with a newline at its end. The same grade is the same text. */
    public static String write(Grade grade) {
        return writeAny(grade);
    }

    /** Any tree of records, lists and maps in the same form. */
    public static String writeAny(Object tree) {
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES);
        try {
            return MAPPER.writer(printer).writeValueAsString(tree) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the grade to a file that is there whole or not at all. */
    public static void write(Grade grade, Path file) throws IOException {
        replace(file, write(grade));
    }

    /** Puts text where a file is, so that a reader finds the old one or the new one, whole. */
    public static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(
                fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The grade that a text says. One of the form v1, which knew one lab, is read as what it would
     * be today.
     *
     * @throws IOException if it is not a grade, saying what is wrong with it
     */
    public static Grade read(String text) throws IOException {
        return MAPPER.treeToValue(today(MAPPER.readTree(text)), Grade.class);
    }

    private static JsonNode today(JsonNode grade) throws IOException {
        if (!(grade instanceof ObjectNode fields)
                || !V1.equals(fields.path("schema").textValue())
                || fields.has("labs")) {
            return grade;
        }
        JsonNode submission = fields.path("submission");
        JsonNode run = fields.path("run");
        ObjectNode lab = MAPPER.createObjectNode();
        lab.set("lab", submission.path("lab"));
        lab.set("layers", run.path("layers"));
        lab.set("suiteHash", run.path("suiteHash"));
        lab.set("sourceHash", submission.path("sourceHash"));
        for (String field : List.of("outcome", "score", "maxScore")) {
            lab.set(field, fields.path(field));
        }
        if (lab.valueStream().anyMatch(JsonNode::isMissingNode)) {
            throw new IOException("not a grade: something is missing");
        }
        fields.put("schema", Grade.SCHEMA);
        fields.putArray("labs").add(lab);
        return fields;
    }

    /** The grade in a file; as {@link #read(String)}. */
    public static Grade read(Path file) throws IOException {
        return read(Files.readString(file, StandardCharsets.UTF_8));
    }

    /** The JSON Schema (draft 2020-12) of {@link Grade#SCHEMA}. */
    public static String schema() {
        try (InputStream in = GradeJson.class.getResourceAsStream("grade-v2.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the schema is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
