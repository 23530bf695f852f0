package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of JSON that Strata keeps between runs. */
final class StateFile {
    private final Path path;

    StateFile(Path path) {
        this.path = path;
    }

    /** What is in it; nothing when there is no such file. */
    ObjectNode read() {
        try {
            JsonNode found = new ObjectMapper().readTree(Files.readAllBytes(path));
            if (found instanceof ObjectNode object) {
                return object;
            }
        } catch (NoSuchFileException e) {
            return JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            throw new EnvironmentFault(path + " is damaged; forget it by: rm " + path, e);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + path + ": " + e, e);
        }
        throw new EnvironmentFault(path + " is damaged; forget it by: rm " + path);
    }

    /** Replaces it, at once or not at all. */
    void write(ObjectNode content) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
            Files.write(
                    temporary,
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + path + ": " + e, e);
        }
    }

    /** Whether there was one. */
    boolean delete() {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot delete " + path + ": " + e, e);
        }
    }
}
