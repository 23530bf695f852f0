package strata.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import strata.kernel.log.Compression;

/**
 * For a program: one JSON object a line, whose {@code type} says what it is. A line is written as
 * soon as it is known, so that a file of any size can be followed.
 */
final class JsonView implements View {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Output output;

    JsonView(Output output) {
        this.output = output;
        SimpleModule module = new SimpleModule();
        module.addSerializer(Bytes.class, new BytesSerializer());
        mapper.registerModule(module);
    }

    private static final class BytesSerializer extends JsonSerializer<Bytes> {
        @Override
        public void serialize(Bytes bytes, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writePOJO(bytes.forPrograms());
        }
    }

    @Override
    public void show(Item item) {
        line(typeOf(item), mapper.valueToTree(item));
    }

    private void line(String type, ObjectNode fields) {
        ObjectNode whole = mapper.createObjectNode().put("type", type);
        whole.setAll(fields);
        try {
            output.line(mapper.writeValueAsString(whole));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("fields that are no JSON", impossible);
        }
    }

    private static String typeOf(Item item) {
        return switch (item) {
            case Finding finding -> "finding";
            case Item.Batch batch -> "batch";
            case Item.RecordShown record -> "record";
            case Item.OffsetEntry entry -> "offsetEntry";
            case Item.TimeEntry entry -> "timeEntry";
            case Item.AbortedTransaction entry -> "abortedTransaction";
            case Item.Producer producer -> "producer";
            case Item.Epoch epoch -> "epoch";
            case Item.Checkpoint checkpoint -> "checkpoint";
            case Item.Property property -> "property";
            case Item.Segment segment -> "segment";
            case Item.Partition partition -> "partition";
            case Item.LogFile file -> "file";
            case Item.Directory directory -> "directory";
            case Item.Total total -> "total";
        };
    }

    @Override
    public void head(Head head) {
        // Each line names its fields.
    }

    @Override
    public void remark(String text) {
        // For people.
    }

    @Override
    public void dump(Item.Batch item, ByteBuffer batch, Compression compression) {
        show(item);
        new BatchDump(item.position(), batch, this::field).run(compression);
    }

    private void field(BatchDump.Field field) {
        ObjectNode fields = mapper.createObjectNode();
        fields.put(field.unpacked() ? "plainPosition" : "position", field.position());
        fields.put("name", field.name());
        fields.put("sizeInBytes", field.bytes().sizeInBytes());
        fields.put("hex", HexFormat.of().formatHex(field.bytes().shown()));
        fields.put("value", field.value());
        line("field", fields);
    }
}
