package strata.skeleton;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All sources of a lab: cut from the reference, written, compared. */
final class SkeletonTree {
    private SkeletonTree() {}

    /**
     * Cuts the sources of a lab.
     *
     * @param open whether the holes of a step are left open
     * @return file below the sources' folder to text
     * @throws MarkerFault when a marker is wrong
     */
    static Map<String, String> cut(Path root, Lab lab, Predicate<String> open) throws IOException {
        Path sources = lab.referenceSources(root);
        Map<String, String> cut = new TreeMap<>();
        for (Map.Entry<String, String> source : read(sources).entrySet()) {
            String shown = root.relativize(sources.resolve(source.getKey())).toString();
            cut.put(source.getKey(), Skeleton.of(lab, shown, source.getValue(), open));
        }
        return cut;
    }

    /** The sources in a folder: file below it to text; none when it is not there. */
    static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                texts.put(name, Files.readString(file));
            }
        }
        return texts;
    }

    /** The files in which a folder differs from what should be in it. */
    static List<String> differences(Path folder, Map<String, String> wanted) throws IOException {
        Map<String, String> found = read(folder);
        List<String> differ = new ArrayList<>();
        wanted.forEach(
                (file, text) -> {
                    if (!text.equals(found.get(file))) {
                        differ.add(file);
                    }
                });
        found.keySet().stream().filter(file -> !wanted.containsKey(file)).forEach(differ::add);
        return differ;
    }

    /** Makes a folder hold these files and no others. */
    static void write(Path folder, Map<String, String> wanted) throws IOException {
        for (String file : differences(folder, wanted)) {
            Path path = folder.resolve(file);
            String text = wanted.get(file);
            if (text == null) {
                Files.delete(path);
            } else {
                Files.createDirectories(path.resolveSibling("."));
                Files.writeString(path, text);
            }
        }
    }
}
