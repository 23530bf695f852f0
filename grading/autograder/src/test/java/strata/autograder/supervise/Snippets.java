package strata.autograder.supervise;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compiles small sources, for tests of the rules. */
public final class Snippets {
    private Snippets() {}

    /** The classes of sources in {@code strata.log}, each named by its file. */
    public static SortedMap<String, byte[]> classes(String... sources) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String source : sources) {
            String name =
                    source.replaceAll("(?s).*?\\b(?:class|record|enum|interface) (\\w+).*", "$1");
            String text = source.startsWith("package") ? source : "package strata.log;\n" + source;
            files.put("strata/log/" + name + ".java", text.getBytes(StandardCharsets.UTF_8));
        }
        return compiled(files);
    }

    /** The classes of the sources in a folder. */
    public static SortedMap<String, byte[]> classesOf(Path folder) throws java.io.IOException {
        return compiled(Workshop.sources(folder));
    }

    private static SortedMap<String, byte[]> compiled(SortedMap<String, byte[]> files) {
        List<Path> classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(each -> each.contains("kernel") || each.contains("slf4j-api"))
                        .map(Path::of)
                        .toList();
        Compiled compiled = Compiler.compile(files, classPath);
        if (!compiled.succeeded()) {
            throw new IllegalArgumentException(compiled.messages().toString());
        }
        return compiled.classes();
    }
}
