package strata.attacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import strata.kernel.Nullable;

/** What of an attack cannot lie in a repository as it is: links, zips, resources, huge files. */
@FunctionalInterface
interface Forgery {
    /** A name that is looked for afterwards wherever it may have come out. */
    String ESCAPED = "strata-attack-escaped";

    /** Where other sources than the lab's would be. */
    String ROOT = "labs/01-log/src/main/java/";

    /** Where the resources of a submission would be. */
    String RESOURCES = "labs/01-log/src/main/resources/";

    /**
     * Makes the submission.
     *
     * @param to where it goes; a zip gets the ending
     * @param files of the submission so far
     */
    Path make(Path to, SortedMap<String, String> files) throws IOException;

    /** That of an attack; null for those whose sources are all there is to them. */
    static @Nullable Forgery of(String attack) {
        Map<String, Forgery> all = new TreeMap<>();
        addFiles(all);
        addNames(all);
        addBombsForTheCompiler(all);
        addLinks(all);
        addZips(all);
        return all.get(attack);
    }

    private static void addFiles(Map<String, Forgery> all) {
        String assertions = "public final class Assertions { public static void fail() {} }";
        String check =
                "public final class Check { public static void that(boolean b, String s) {} }";
        all.put(
                "shadowed-junit",
                with(
                        ROOT + "org/junit/jupiter/api/Assertions.java",
                        "package org.junit.jupiter.api;\n" + assertions));
        all.put(
                "shadowed-kernel",
                with(ROOT + "strata/kernel/Check.java", "package strata.kernel;\n" + check));
        all.put("module-info", with(ROOT + "module-info.java", "open module strata.log {}\n"));
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
        String below = "labs/02-segments/src/main/java/strata/log/AppendLogLayer.java";
        all.put("shadowed-layer", with(below, "package strata.log;\nclass AppendLogLayer {}\n"));
        all.put(
                "shadowed-epochs",
                with(
                        "labs/03-replication/src/main/java/strata/kernel/replication/EpochEnd.java",
                        "package strata.kernel.replication;\npublic class EpochEnd {}\n"));
        all.put(
                "shadowed-assignor",
                with(
                        "labs/04-consumer-groups/src/main/java/strata/kernel/groups/Assignor.java",
                        "package strata.kernel.groups;\npublic interface Assignor {}\n"));
        all.put(
                "shadowed-supply",
                with(
                        "labs/05-transactions/src/main/java/strata/kernel/transactions/"
                                + "ProducerIdSupply.java",
                        "package strata.kernel.transactions;\npublic interface ProducerIdSupply"
                                + " {}\n"));
        all.put("class-file", with(Submissions.SOURCES + "Varints.class", "compiled"));
    }

    private static void addNames(Map<String, Forgery> all) {
        String tooLong = "L".repeat(300);
        all.put("long-file-name", zipped(Submissions.SOURCES + tooLong + ".java", ""));
        all.put("file-and-folder", zipped(Submissions.SOURCES + "Crc.java/Deeper.java", ""));
        all.put("long-class-name", more("class " + tooLong + " {}"));
        all.put("foreign-letters", more("class \\u00c4pfel {}"));
    }

    private static void addBombsForTheCompiler(Map<String, Forgery> all) {
        String comment = "/* " + "x".repeat(600 << 10) + " */";
        all.put("huge-source", with(Submissions.SOURCES + "Varints.java", comment));
        all.put("too-many-classes", more(lines(10_001, i -> "class A" + i + " {}")));
        String doubling =
                lines(24, i -> String.format("static final String S%d = S%d + S%d;", i + 1, i, i));
        String first = "static final String S0 = \"" + "x".repeat(1_000) + "\";\n";
        all.put("huge-constant", more("class Names {\n" + first + doubling + "}"));
        String nested = "(".repeat(20_000) + "1" + ")".repeat(20_000);
        all.put("deep-nesting", more("class Names { int n = " + nested + "; }"));
        all.put("doubling-type", more(doubling(40, "")));
        String second = "var y0 = 1;\n" + lines(22, i -> "var y" + (i + 1) + " = p(y" + i + ");");
        all.put("doubling-bounds", more(doubling(22, second + "both(x22, y22);\n")));
    }

    /** Each variable has a type of twice the size of the one before it. */
    private static String doubling(int depth, String more) {
        return """
        class Names {
            interface P<A, B> {}
            static <T> P<T, T> p(T t) { return null; }
            static <T> T both(T a, T b) { return a; }
            static void slow() {
                var x0 = "";
                %s %s
            }
        }
        """
                .formatted(lines(depth, i -> "var x" + (i + 1) + " = p(x" + i + ");"), more);
    }

    private static void addLinks(Map<String, Forgery> all) {
        all.put(
                "symlink",
                (to, files) -> {
                    Path made = Submissions.write(to, files);
                    Path solution = Path.of("reference/01-log/src/main/java/strata/log");
                    Files.createSymbolicLink(
                            made.resolve(Submissions.SOURCES + "Varints.java"),
                            Graded.root().resolve(solution).resolve("Varints.java"));
                    return made;
                });
        all.put(
                "zip-link",
                (to, files) ->
                        zip(files)
                                .link(Submissions.SOURCES + "Varints.java", "/etc/passwd")
                                .write(ending(to)));
    }

    private static void addZips(Map<String, Forgery> all) {
        all.put("zip-slip", zipped(ROOT + "../../../../../../" + ESCAPED + ".java", "x"));
        all.put("zip-twice", zipped(Submissions.SOURCES + "Crc.java", "x"));
        all.put(
                "zip-bomb",
                (to, files) -> {
                    RawZip zip = zip(files);
                    for (int i = 0; i < 20; i++) {
                        zip.packed(Submissions.SOURCES + "Bomb" + i + ".java", 16 << 20);
                    }
                    return zip.write(ending(to));
                });
        all.put(
                "many-resources",
                (to, files) -> {
                    RawZip zip = zip(files);
                    for (int i = 0; i < 1_000; i++) {
                        zip.file(RESOURCES + "more" + i + ".txt", "x");
                    }
                    return zip.write(ending(to));
                });
    }

    private static Forgery with(String name, String text) {
        return (to, files) -> {
            SortedMap<String, String> all = new TreeMap<>(files);
            all.put(name, text);
            return Submissions.write(to, all);
        };
    }

    /** One source more, in the package of the lab. */
    private static Forgery more(String text) {
        return with(Submissions.SOURCES + "Names.java", "package strata.log;\n\n" + text + "\n");
    }

    private static Forgery service(String name) {
        return with(RESOURCES + "META-INF/services/" + name, "strata.log.Attack\n");
    }

    private static Forgery zipped(String name, String text) {
        return (to, files) -> zip(files).file(name, text).write(ending(to));
    }

    private static RawZip zip(SortedMap<String, String> files) {
        RawZip zip = new RawZip();
        files.forEach(zip::file);
        return zip;
    }

    private static Path ending(Path to) {
        return to.resolveSibling(to.getFileName() + ".zip");
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count)
                .mapToObj(i -> line.apply(i) + "\n")
                .collect(Collectors.joining());
    }
}
