package strata.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a {@code server.properties} file. */
public final class ServerProperties {
    private ServerProperties() {}

    /**
     * Every key of the file, in the order of their names.
     *
     * @throws StartException when the file cannot be read
     */
    public static Map<String, String> read(Path file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (NoSuchFileException e) {
            throw StartException.usage("there is no configuration file " + file);
        } catch (AccessDeniedException e) {
            throw StartException.environment(
                    "cannot read the configuration file " + file + ": permission denied", e);
        } catch (IOException | IllegalArgumentException e) {
            throw StartException.usage(
                    "cannot read the configuration file " + file + ": " + e.getMessage());
        }
        Map<String, String> properties = new TreeMap<>();
        for (String key : read.stringPropertyNames()) {
            properties.put(key, read.getProperty(key));
        }
        return properties;
    }
}
