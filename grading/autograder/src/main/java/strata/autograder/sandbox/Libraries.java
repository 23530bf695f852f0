package strata.autograder.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The shared libraries that a JVM needs of its system, and nothing else of that. */
final class Libraries {
    private static final List<String> FOLDERS = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64");

    private Libraries() {}

    /** Real folders that hold libraries. */
    static List<Path> ofSystem() {
        List<Path> folders = new ArrayList<>();
        for (String name : FOLDERS) {
            Path folder = Path.of(name);
            if (!Files.isDirectory(folder) || Files.isSymbolicLink(folder)) {
                continue;
            }
            List<Path> perMachine = children(folder, "-linux-");
            folders.addAll(perMachine.isEmpty() ? List.of(folder) : perMachine);
        }
        // Where Debian keeps the configuration of its JDKs.
        folders.addAll(children(Path.of("/etc"), "java-"));
        return folders;
    }

    /** Folders of libraries that are links, with what they point to. */
    static Map<String, String> links() {
        Map<String, String> links = new TreeMap<>();
        for (String name : FOLDERS) {
            Path folder = Path.of(name);
            if (Files.isSymbolicLink(folder)) {
                try {
                    links.put(name, Files.readSymbolicLink(folder).toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return links;
    }

    private static List<Path> children(Path folder, String part) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.getFileName().toString().contains(part))
                    .filter(each -> Files.isDirectory(each) && !Files.isSymbolicLink(each))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
