package strata.autograder.supervise;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import strata.kernel.Nullable;

/**
 * A folder of our own where everything lies that a confined JVM may read: it runs as another user,
 * who cannot look into the instructor's home. Gone at the end.
 */
final class Stage implements AutoCloseable {
    private static final FileTime FIXED = FileTime.fromMillis(1_767_225_600_000L);

    private static final String NAME = "strata-grade-";

    private final Path root;

    Stage() throws IOException {
        root = Files.createTempDirectory(NAME + ProcessHandle.current().pid() + "-").toRealPath();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Takes away what graders have left that were killed. */
    static void deleteThoseOfTheDead() throws IOException {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> all = Files.list(place)) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (name.matches(NAME + "[0-9]+-[0-9]+") && isOfTheDead(each, name)) {
                    delete(each);
                }
            }
        }
    }

    private static boolean isOfTheDead(Path folder, String name) throws IOException {
        long pid = Long.parseLong(name.substring(NAME.length(), name.lastIndexOf('-')));
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder).getName().equals(System.getProperty("user.name"))
                && ProcessHandle.of(pid).isEmpty();
    }

    /** A path in it. */
    Path path(String name) {
        return root.resolve(name);
    }

    /** Copies a jar, or packs a folder of classes into one of that name. */
    Path takeJar(Path from, String name) throws IOException {
        Path to = path("lib").resolve(name);
        Files.createDirectories(to.getParent());
        if (Files.isDirectory(from)) {
            pack(from, to);
        } else {
            Files.copy(from, to);
        }
        // Archives of classes are made for a jar of that very age.
        Files.setLastModifiedTime(to, FIXED);
        return to;
    }

    private static void pack(Path folder, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Path each : files) {
                ZipEntry entry = new ZipEntry(folder.relativize(each).toString());
                entry.setLastModifiedTime(FIXED);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(each));
            }
        }
    }

    /** Writes class files into a folder. */
    Path writeClasses(String folder, Map<String, byte[]> classes) throws IOException {
        Path to = path(folder);
        Files.createDirectories(to);
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Path file = to.resolve(each.getKey() + ".class").normalize();
            if (!file.startsWith(to)) {
                throw new IOException("a class named " + each.getKey());
            }
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        return to;
    }

    /** Copies a folder's files into another, which may be there. */
    static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.createDirectories(target.getParent());
                Files.copy(each, target);
            }
        }
    }

    /** Takes a part of it away. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path each, @Nullable IOException fault) throws IOException {
                            Files.deleteIfExists(each);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete(root);
    }
}
