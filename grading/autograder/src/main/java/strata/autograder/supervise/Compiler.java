package strata.autograder.supervise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import strata.autograder.grade.Message;
import strata.kernel.Nullable;

/** The compiler of the JDK, from memory to memory. No annotation processor runs. */
final class Compiler {
    static final String GAVE_UP =
            "The compiler gave up on it: something in it is too large, or nested too deeply.";
    private static final int MESSAGES_MAX = 30;

    private Compiler() {}

    /**
     * Compiles.
     *
     * @param sources texts in UTF-8 by their path, as {@code strata/log/Varints.java}
     */
    static Compiled compile(Map<String, byte[]> sources, List<Path> classPath) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((path, text) -> units.add(new Source(path, text)));
        List<String> options =
                List.of(
                        "--release",
                        "21",
                        "-proc:none",
                        "-g",
                        "-nowarn",
                        "-implicit:none",
                        "-Xmaxerrs",
                        Integer.toString(MESSAGES_MAX),
                        "-sourcepath",
                        "",
                        "-classpath",
                        classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        try (StandardJavaFileManager files =
                        javac.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8);
                Memory memory = new Memory(files)) {
            boolean succeeded = javac.getTask(null, memory, said, options, null, units).call();
            SortedMap<String, byte[]> classes = succeeded ? memory.classes() : new TreeMap<>();
            List<Message> messages = messages(said);
            if (!succeeded && messages.isEmpty()) {
                messages = List.of(new Message("", 0, GAVE_UP));
            }
            return new Compiled(succeeded, messages, classes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Message> messages(DiagnosticCollector<JavaFileObject> said) {
        return said.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .limit(MESSAGES_MAX)
                .map(
                        each ->
                                new Message(
                                        each.getSource() instanceof Source source
                                                ? source.path
                                                : "",
                                        (int) Math.max(0, each.getLineNumber()),
                                        text(each)))
                .toList();
    }

    private static String text(Diagnostic<? extends JavaFileObject> said) {
        String text = said.getMessage(Locale.ROOT);
        return text.length() <= 1_000 ? text : text.substring(0, 1_000);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String path;
        private final String text;

        Source(String path, byte[] text) {
            super(URI.create("source:///" + path), Kind.SOURCE);
            this.path = path;
            this.text = new String(text, StandardCharsets.UTF_8);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Takes classes up as they are made. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> made = new TreeMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        SortedMap<String, byte[]> classes() {
            SortedMap<String, byte[]> classes = new TreeMap<>();
            made.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String className,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String name = className.replace('.', '/');
            made.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("class:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
