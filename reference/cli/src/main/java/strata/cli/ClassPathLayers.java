package strata.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import strata.kernel.Nullable;

/**
 * The entries of a class path, and which of them brings a layer: the student's classes take the
 * place of that one, as both trees use the same class names.
 */
record ClassPathLayers(List<Path> entries) {
    /** What this JVM runs on. */
    static ClassPathLayers ofThisJvm() {
        return of(System.getProperty("java.class.path"));
    }

    /** Reads a class path as this system joins it; {@code lib/*} is all jars of that folder. */
    static ClassPathLayers of(String classPath) {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.endsWith("*")) {
                entries.addAll(jarsIn(Path.of(entry.substring(0, entry.length() - 1))));
            } else if (!entry.isEmpty()) {
                entries.add(Path.of(entry));
            }
        }
        return new ClassPathLayers(entries);
    }

    private static List<Path> jarsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + folder + ": " + e, e);
        }
    }

    /** {@code reference} or {@code labs}; null where no entry brings the layer. */
    @Nullable
    String origin(String layer) {
        for (Path entry : entries) {
            Properties descriptor = descriptor(entry, layer);
            if (descriptor != null) {
                return descriptor.getProperty("origin", "").strip();
            }
        }
        return null;
    }

    /**
     * Without the entries that bring the layer, and with this folder instead. It comes last: where
     * nothing else brought the layer, the class path only goes on where that of the start-up
     * archive ends, and the archive serves.
     */
    ClassPathLayers with(String layer, Path classes) {
        List<Path> changed = new ArrayList<>(without(layer).entries);
        changed.add(classes);
        return new ClassPathLayers(changed);
    }

    /** Without the entries that bring the layer. */
    ClassPathLayers without(String layer) {
        return new ClassPathLayers(
                entries.stream().filter(entry -> descriptor(entry, layer) == null).toList());
    }

    /** What a layer may use: the kernel and the interface of the log of events. */
    List<Path> forLayers() {
        return entries.stream()
                .filter(
                        entry -> {
                            String name = entry.toString().replace('\\', '/');
                            return name.contains("strata-kernel")
                                    || name.contains("/kernel/target/")
                                    || name.contains("slf4j-api");
                        })
                .toList();
    }

    @Override
    public String toString() {
        return JavaProcess.classPath(entries);
    }

    private static @Nullable Properties descriptor(Path entry, String layer) {
        String name = "META-INF/strata/" + layer;
        Properties descriptor = new Properties();
        try {
            if (Files.isDirectory(entry)) {
                Path file = entry.resolve(name);
                if (!Files.exists(file)) {
                    return null;
                }
                try (var in = Files.newInputStream(file)) {
                    descriptor.load(in);
                }
                return descriptor;
            }
            if (!Files.exists(entry)) {
                return null;
            }
            try (ZipFile jar = new ZipFile(entry.toFile())) {
                ZipEntry found = jar.getEntry(name);
                if (found == null) {
                    return null;
                }
                descriptor.load(jar.getInputStream(found));
                return descriptor;
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + entry + ": " + e, e);
        }
    }
}
