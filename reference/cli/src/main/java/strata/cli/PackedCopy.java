package strata.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder that holds a cluster and the Java that it runs on, without the repository: the launcher,
 * {@code lib/cli} (jars and the start-up archive), {@code runtime} (linked by {@code jlink}).
 */
final class PackedCopy {
    /**
     * What the jars of the command line need. Left out are the compiler (there are no labs), and
     * what only unused parts of other people's jars name: java.desktop, java.sql, java.net.http.
     */
    static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.compiler",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    "java.security.jgss",
                    "java.security.sasl",
                    "jdk.management",
                    "jdk.net",
                    "jdk.unsupported");

    private final Path root;
    private final Path lib;
    private final PrintWriter out;

    /**
     * @param root of the repository
     * @param lib of the build that is packed
     */
    PackedCopy(Path root, Path lib, PrintWriter out) {
        this.root = root;
        this.lib = lib;
        this.out = out;
    }

    /**
     * Makes it.
     *
     * @param folder that does not exist yet
     * @throws EnvironmentFault where this JDK cannot link
     */
    void make(Path folder) throws IOException, InterruptedException {
        say("the jars");
        Files.createDirectories(folder.resolve("lib/cli"));
        copyAll(lib.resolve("cli"), folder.resolve("lib/cli"));
        for (String file : List.of("strata", "strata.cmd", "LICENSE", "NOTICE")) {
            Files.copy(
                    root.resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (InputStream readme = PackedCopy.class.getResourceAsStream("packed-readme.md")) {
            Files.copy(Objects.requireNonNull(readme), folder.resolve("README.md"));
        }
        say("a Java of what they need");
        link(folder.resolve("runtime"));
        say("the start-up archive");
        run("the packed copy does not run", folder.resolve("strata").toString(), "--make-archive");
    }

    private void say(String what) {
        out.println("dist: " + what + " ...");
        out.flush();
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private static void link(Path runtime) throws IOException, InterruptedException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(jlink)) {
            throw new EnvironmentFault(
                    "this JDK has no jlink, so no Java can be made for the packed copy: "
                            + jlink
                            + " is missing. Point JAVA_HOME at a whole JDK (Debian, Ubuntu: the"
                            + " package openjdk-N-jdk-headless)");
        }
        run(
                "jlink of this JDK cannot link",
                jlink.toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                Runtime.version().feature() >= 21 ? "zip-6" : "2",
                "--output",
                runtime.toString());
    }

    /** Runs a program to its end, which must be a good one. */
    static void run(String fault, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("strata-dist", ".log");
        try {
            Process process =
                    new ProcessBuilder(new ArrayList<>(List.of(command)))
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            // A ctrl-C reaches it by itself; a kill of this process does not.
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            int exitCode = process.waitFor();
            removeHook(end);
            if (exitCode != 0) {
                throw new EnvironmentFault(fault + ":\n" + Files.readString(said).strip());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends already.
        }
    }
}
