package strata.attacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What of an attack cannot lie in a repository as it is: links, zips, resources, huge files. */
@FunctionalInterface
interface Forgery {
    /**
     * Makes the submission.
     *
     * @param to where it goes; a zip gets the ending
     * @param files of the submission so far
     */
    Path make(Path to, SortedMap<String, String> files) throws IOException;

    /** A name that is looked for afterwards wherever it may have come out. */
    String ESCAPED = "strata-attack-escaped";

    private static Map<String, Forgery> all() {
        Map<String, Forgery> all = new TreeMap<>();
        all.put(
                "shadowed-junit",
                with(
                        "labs/01-log/src/main/java/org/junit/jupiter/api/" + "Assertions.java",
                        "package org.junit.jupiter.api;\n\npublic final class"
                                + " Assertions {\n    public static void fail() {}\n}\n"));
        all.put(
                "shadowed-kernel",
                with(
                        "labs/01-log/src/main/java/strata/kernel/Check.java",
                        "package strata.kernel;\n\n"
                            + "public final class Check {\n"
                            + "    public static void that(boolean condition, String claim) {}\n"
                            + "}\n"));
        all.put("annotation-processor", service("javax.annotation.processing.Processor"));
        all.put("logging-provider", service("org.slf4j.spi.SLF4JServiceProvider"));
        all.put(
                "junit-properties",
                with(
                        RESOURCES + "junit-platform.properties",
                        "junit.jupiter.execution.dryRun.enabled=true\n"));
        all.put(
                "descriptor",
                with(
                        RESOURCES + "META-INF/strata/log.properties",
                        "provider=strata.log.Attack\norigin=reference\n"));
        all.put("class-file", with(Submissions.SOURCES + "Varints.class", "\u0001compiled"));
        all.put(
                "module-info",
                with("labs/01-log/src/main/java/module-info.java", "open module strata.log {}\n"));
        all.put(
                "huge-source",
                with(
                        Submissions.SOURCES + "Varints.java",
                        "package strata.log;\n/* "
                                + "x".repeat(600 << 10)
                                + " */\nclass Varints {}\n"));
        all.put(
                "long-file-name",
                (to, files) ->
                        zip(to, files)
                                .file(
                                        Submissions.SOURCES + "L".repeat(300) + ".java",
                                        "package strata.log;\n")
                                .write(zipped(to)));
        all.put("long-class-name", more("Names.java", "class " + "L".repeat(300) + " {}\n"));
        all.put("foreign-letters", more("Names.java", "class \\u00c4pfel\\u5b57 {}\n"));
        all.put(
                "too-many-classes",
                more(
                        "Names.java",
                        "class Names {"
                                + IntStream.range(0, 10_001)
                                        .mapToObj(i -> "class A" + i + "{}")
                                        .collect(Collectors.joining("\n"))
                                + "}\n"));
        all.put(
                "huge-constant",
                more(
                        "Names.java",
                        "class Names {\n"
                                + "static final String S0 = \""
                                + "x".repeat(1000)
                                + "\";\n"
                                + IntStream.range(0, 24)
                                        .mapToObj(
                                                i ->
                                                        "static final String S"
                                                                + (i + 1)
                                                                + " = S"
                                                                + i
                                                                + " + S"
                                                                + i
                                                                + ";\n")
                                        .collect(Collectors.joining())
                                + "}\n"));
        all.put(
                "many-resources",
                (to, files) -> {
                    RawZip zip = zip(to, files);
                    for (int i = 0; i < 1_000; i++) {
                        zip.file(RESOURCES + "more" + i + ".txt", "x");
                    }
                    return zip.write(zipped(to));
                });
        all.put(
                "deep-nesting",
                more(
                        "Names.java",
                        "class Names { int n = "
                                + "(".repeat(20_000)
                                + "1"
                                + ")".repeat(20_000)
                                + "; }\n"));
        all.put("doubling-type", more("Names.java", doublingType(40, "")));
        all.put("doubling-bounds", more("Names.java", doublingType(22, doublingBounds(22))));
        all.put(
                "symlink",
                (to, files) -> {
                    Path made = Submissions.write(to, files);
                    Path secret =
                            Files.writeString(
                                    to.resolveSibling(to.getFileName() + "-secret.java"),
                                    "package strata.log;\nfinal class Varints {}\n");
                    Files.createSymbolicLink(
                            made.resolve(Submissions.SOURCES + "Varints.java"), secret);
                    return made;
                });
        all.put(
                "zip-link",
                (to, files) ->
                        zip(to, files)
                                .link(Submissions.SOURCES + "Varints.java", "/etc/passwd")
                                .write(zipped(to)));
        all.put(
                "zip-slip",
                (to, files) ->
                        zip(to, files)
                                .file(
                                        "labs/01-log/src/main/java/../../../../../../"
                                                + ESCAPED
                                                + ".java",
                                        "x")
                                .write(zipped(to)));
        all.put(
                "zip-twice",
                (to, files) ->
                        zip(to, files)
                                .file(Submissions.SOURCES + "Crc.java", "x")
                                .write(zipped(to)));
        all.put(
                "file-and-folder",
                (to, files) ->
                        zip(to, files)
                                .file(
                                        Submissions.SOURCES + "Crc.java/Deeper.java",
                                        "package strata.log;\n")
                                .write(zipped(to)));
        all.put(
                "zip-bomb",
                (to, files) -> {
                    RawZip zip = zip(to, files);
                    for (int i = 0; i < 20; i++) {
                        zip.packed(Submissions.SOURCES + "Bomb" + i + ".java", 16 << 20);
                    }
                    return zip.write(zipped(to));
                });
        return all;
    }

    String RESOURCES = "labs/01-log/src/main/resources/";

    /** That of an attack; for most it is just the folder of the files. */
    static Forgery of(String attack) {
        return all().getOrDefault(attack, Submissions::write);
    }

    /** Whether an attack needs one. */
    static boolean isNeededFor(String attack) {
        return all().containsKey(attack);
    }

    private static Forgery with(String name, String text) {
        return (to, files) -> {
            SortedMap<String, String> all = new TreeMap<>(files);
            all.put(name, text);
            return Submissions.write(to, all);
        };
    }

    private static Forgery more(String name, String text) {
        return with(Submissions.SOURCES + name, "package strata.log;\n\n" + text);
    }

    private static Forgery service(String name) {
        return with(RESOURCES + "META-INF/services/" + name, "strata.log.Attack\n");
    }

    /** Each variable has a type of twice the size of the one before it. */
    private static String doublingType(int depth, String more) {
        return "class Names {\ninterface P<A, B> {}\nstatic <T> P<T, T> p(T t) { return null; }\n"
                + "static <T> T both(T a, T b) { return a; }\nstatic void slow() {\n"
                + "var x0 = \"\";\n"
                + IntStream.range(0, depth)
                        .mapToObj(i -> "var x" + (i + 1) + " = p(x" + i + ");\n")
                        .collect(Collectors.joining())
                + more
                + "}\n}\n";
    }

    private static String doublingBounds(int depth) {
        return "var y0 = 1;\n"
                + IntStream.range(0, depth)
                        .mapToObj(i -> "var y" + (i + 1) + " = p(y" + i + ");\n")
                        .collect(Collectors.joining())
                + "both(x"
                + depth
                + ", y"
                + depth
                + ");\n";
    }

    private static RawZip zip(Path to, SortedMap<String, String> files) {
        RawZip zip = new RawZip();
        files.forEach(zip::file);
        return zip;
    }

    private static Path zipped(Path to) {
        return to.resolveSibling(to.getFileName() + ".zip");
    }
}
