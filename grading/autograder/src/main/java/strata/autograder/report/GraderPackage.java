package strata.autograder.report;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import strata.autograder.Lab;
import strata.autograder.grade.GradeJson;

/**
 * The zip that Gradescope builds an autograder from: its two scripts, and under {@code strata/} all
 * that {@code strata grade} needs, so nothing is built there and nothing fetched but a JDK.
 *
 * <pre>
 *   setup.sh  run_autograder
 *   strata/lib/cli/       the jars of this command
 *   strata/repository/    of each lab: skeleton, tests, hidden tests, reference; of each below, what
 *                         it is graded on
 *   strata/*.args         the options of `grade` (the salt is one) and of `report`
 *   strata/no-verdict.json
 * </pre>
 *
 * It holds hidden tests, the reference and the salt: it is for the platform, not for students.
 */
public final class GraderPackage {
    private static final FileTime NO_TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private GraderPackage() {}

    /**
     * What goes into the zip.
     *
     * @param labs to grade, lowest first
     * @param classPath jars, and folders of classes, that this command runs on
     * @param minutes until the grader is ended, less than Gradescope gives
     * @param gradeOptions of {@code strata grade}, one word each
     * @param reportOptions of {@code strata report}, one word each
     */
    public record Content(
            List<Lab> labs,
            List<Path> classPath,
            int minutes,
            List<String> gradeOptions,
            List<String> reportOptions) {}

    /**
     * Writes the zip; it is there whole or not at all.
     *
     * @throws IOException if something that belongs into it is missing, or it cannot be written
     */
    public static void write(Content content, Path zip) throws IOException {
        Path fresh = zip.toAbsolutePath().resolveSibling(zip.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Map<String, String> how = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (FileSystem archive =
                FileSystems.newFileSystem(URI.create("jar:" + fresh.toUri()), how)) {
            Path root = archive.getPath("/");
            put(root.resolve("setup.sh"), Page.resource("setup.sh"), "rwxr-xr-x");
            String minutes = String.valueOf(content.minutes());
            put(
                    root.resolve("run_autograder"),
                    Page.resource("run_autograder").replace("@MINUTES@", minutes),
                    "rwxr-xr-x");
            Path strata = root.resolve("strata");
            put(strata.resolve("grade.args"), lines(content.gradeOptions()), "rw-------");
            put(strata.resolve("report.args"), lines(content.reportOptions()), "rw-r--r--");
            put(strata.resolve("no-verdict.json"), noVerdict(), "rw-r--r--");
            jars(content.classPath(), strata.resolve("lib/cli"));
            labs(content.labs(), strata.resolve("repository"));
            for (Path folder : folders(strata)) {
                settle(folder, "rwxr-xr-x");
            }
        }
        Files.move(fresh, zip, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The class path of this JVM. */
    public static List<Path> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    /** What stands there until there is a grade, and if there never is one. */
    private static String noVerdict() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("score", 0);
        results.put(
                "output",
                "The grader ended before it had a result. This is no verdict on the submission:"
                        + " submit it again, or tell your instructor.");
        results.put("output_format", "text");
        results.put("visibility", "visible");
        results.put("stdout_visibility", "hidden");
        results.put("tests", List.of());
        return GradeJson.writeAny(results);
    }

    private static String lines(List<String> words) {
        return words.isEmpty() ? "" : String.join("\n", words) + "\n";
    }

    private static void jars(List<Path> classPath, Path folder) throws IOException {
        Files.createDirectories(folder);
        int folders = 0;
        for (Path entry : classPath) {
            boolean isJar = Files.isRegularFile(entry);
            Path jar = folder.resolve(isJar ? name(entry) : "classes-" + folders++ + ".jar");
            if (isJar) {
                Files.copy(entry, jar, StandardCopyOption.REPLACE_EXISTING);
            } else {
                jarOf(entry, jar);
            }
            settle(jar, "rw-r--r--");
        }
    }

    /** A class path out of a build tool has folders; what is shipped has jars alone. */
    private static void jarOf(Path classes, Path jar) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, Path> file : files(classes).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setLastModifiedTime(NO_TIME);
                out.putNextEntry(entry);
                Files.copy(file.getValue(), out);
                out.closeEntry();
            }
        }
    }

    private static void labs(List<Lab> labs, Path root) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        for (Lab lab : labs) {
            for (Lab lower : lab.below()) {
                // Its sources say that it is there, and the layer is what the next is graded on.
                parts.add(lower.skeletonSources());
                parts.add(lower.referenceSources());
                parts.add(lower.referenceResources());
            }
            parts.add(lab.skeletonSources());
            parts.add(lab.resources());
            parts.add(lab.visibleTests());
            parts.add(lab.hiddenTests());
            parts.add(lab.referenceSources());
        }
        for (Path part : parts) {
            if (!Files.isDirectory(part)) {
                throw new IOException("the package of a grader lacks " + part);
            }
            Path to = root.resolve(plain(labs.get(0).root().relativize(part)));
            for (Map.Entry<String, Path> file : files(part).entrySet()) {
                Path copy = to.resolve(file.getKey());
                Files.createDirectories(copy.getParent());
                Files.copy(file.getValue(), copy);
                settle(copy, "rw-r--r--");
            }
        }
    }

    private static List<Path> folders(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /** The files of a folder by their names from there, in the order of the names. */
    private static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(plain(folder.relativize(file)), file));
        }
        return files;
    }

    private static String plain(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }

    private static void put(Path file, String text, String permissions) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
        settle(file, permissions);
    }

    /** The same content makes the same zip again. */
    private static void settle(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        // All three: a zip keeps each of them.
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(NO_TIME, NO_TIME, NO_TIME);
    }
}
