package strata.lessons.labs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files below folders, and when each was last changed. */
public final class SourceTree {
    private SourceTree() {}

    /**
     * Every file below these folders, with the time and size that it has now: two that are equal
     * mean that nothing was saved in between. Folders that do not exist count as empty.
     *
     * @throws IOException when a folder cannot be read
     */
    public static Map<Path, String> state(List<Path> roots) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        for (Path root : roots) {
            if (Files.exists(root)) {
                Files.walkFileTree(root, new Visitor(files));
            }
        }
        return files;
    }

    /** Deletes a folder and all that is in it; nothing when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (var walk = Files.walk(folder)) {
            walk.forEach(all::add);
        }
        all.sort(Comparator.reverseOrder());
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Copies the files of a folder into another; nothing when there is no such folder. */
    static void copy(Path from, Path to) throws IOException {
        for (Path file : state(List.of(from)).keySet()) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.resolveSibling("."));
            Files.copy(file, target);
        }
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Map<Path, String> files;

        Visitor(Map<Path, String> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(file, attributes.lastModifiedTime().toMillis() + " " + attributes.size());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
            // An editor that saves replaces files; one that is gone is news, not a fault.
            if (fault instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw fault;
        }
    }
}
