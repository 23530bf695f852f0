package strata.apps.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An installed JDK. */
record Jdk(Path home, String version) {

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");

    /** The JDK that runs this program. */
    static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), System.getProperty("java.version"));
    }

    /** Reads the version from the {@code release} file that every JDK has. */
    static Jdk at(Path home) {
        Path java = home.resolve("bin").resolve("java");
        if (!Files.isExecutable(java) && !Files.isExecutable(java.resolveSibling("java.exe"))) {
            throw new BenchFault("no JDK in " + home + ": there is no bin/java in it");
        }
        try {
            Matcher matcher =
                    VERSION.matcher(
                            Files.readString(home.resolve("release"), StandardCharsets.UTF_8));
            return new Jdk(home, matcher.find() ? matcher.group(1) : "unknown");
        } catch (IOException e) {
            return new Jdk(home, "unknown");
        }
    }

    String java() {
        return home.resolve("bin").resolve("java").toString();
    }
}
