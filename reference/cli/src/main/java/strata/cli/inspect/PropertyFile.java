package strata.cli.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.TopicId;

/** Files of a few keys and values: partition.metadata, meta.properties and small JSON files. */
final class PropertyFile {
    private PropertyFile() {}

    /** Keys and values of a file; what is wrong with it is a finding. */
    static List<Item.Property> read(
            SourceFile file, String name, FileKind kind, Findings findings) {
        String text = SmallFile.text(file, name, findings);
        if (text == null) {
            return List.of();
        }
        Map<String, String> properties =
                switch (kind) {
                    case PARTITION_METADATA -> lines(text, name, ':', findings);
                    case META_PROPERTIES -> lines(text, name, '=', findings);
                    default -> json(text, name, findings);
                };
        if (kind == FileKind.PARTITION_METADATA) {
            require(properties, name, "version", "0", findings);
            requireTopicId(properties, name, findings);
        } else if (kind == FileKind.META_PROPERTIES) {
            require(properties, name, "version", "1", findings);
            requireKeys(properties, name, findings);
        }
        List<Item.Property> items = new ArrayList<>();
        properties.forEach((key, value) -> items.add(new Item.Property(name, key, value)));
        return items;
    }

    private static Map<String, String> lines(
            String text, String name, char separator, Findings findings) {
        Map<String, String> properties = new LinkedHashMap<>();
        long position = 0;
        for (String line : text.lines().toList()) {
            int at = line.indexOf(separator);
            if (at > 0 && !line.startsWith("#")) {
                properties.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                findings.wrong(name, position, "a line that is no key and value with " + separator);
            }
            position += line.length() + 1;
        }
        return properties;
    }

    private static void require(
            Map<String, String> properties,
            String name,
            String key,
            String expected,
            Findings findings) {
        String found = properties.get(key);
        if (!expected.equals(found)) {
            findings.wrong(name, 0, key + " is " + found + ", not " + expected);
        }
    }

    private static void requireTopicId(
            Map<String, String> properties, String name, Findings findings) {
        String id = properties.getOrDefault("topic_id", "");
        try {
            TopicId.parse(id);
        } catch (IllegalArgumentException e) {
            findings.wrong(name, 0, "topic_id is no id: " + (id.isEmpty() ? "missing" : id));
        }
    }

    private static void requireKeys(
            Map<String, String> properties, String name, Findings findings) {
        for (String key : List.of("node.id", "cluster.id")) {
            if (!properties.containsKey(key)) {
                findings.wrong(name, 0, key + " is missing");
            }
        }
    }

    private static Map<String, String> json(String text, String name, Findings findings) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (text.isBlank()) {
            return properties;
        }
        try {
            JsonNode root = new ObjectMapper().readTree(text);
            root.fieldNames()
                    .forEachRemaining(
                            key -> {
                                JsonNode value = root.path(key);
                                properties.put(
                                        key,
                                        value.isValueNode() ? value.asText() : value.toString());
                            });
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            findings.wrong(
                    name, place == null ? 0 : Math.max(0, place.getCharOffset()), "it is no JSON");
        }
        return properties;
    }
}
