package strata.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/**
 * A program of the lessons, which runs the student's code in a JVM of its own: with the flags and
 * the start-up archive that the launcher made for it.
 *
 * @param lib of this build
 * @param classPath of the lessons
 */
record LessonsProgram(Path lib, String classPath) {
    /** What runs the tests of a lab. */
    static final String TESTS = "strata.lessons.run.TestMain";

    /** Null when the launcher did not start us. */
    static @Nullable LessonsProgram find() throws IOException {
        Path lib = House.lib();
        if (lib == null) {
            return null;
        }
        Path classPath = lib.resolve("lessons.classpath");
        return Files.exists(classPath)
                ? new LessonsProgram(lib, Files.readString(classPath).strip())
                : null;
    }

    /** What {@link #find} finds; an environment fault where there is nothing. */
    static LessonsProgram required() throws IOException {
        LessonsProgram found = find();
        if (found == null) {
            throw new EnvironmentFault("run it by ./strata: the launcher says where the jars are");
        }
        return found;
    }

    /**
     * Its command line.
     *
     * @param extraFlags of the JVM, besides those of the launcher
     * @param columns the width of the terminal; empty for plain text
     */
    List<String> command(
            String main, List<String> extraFlags, String columns, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(lib.resolve("lessons.flags")));
        command.addAll(extraFlags);
        command.add("-Dstrata.root=" + House.root());
        command.add("-Dstrata.lib=" + lib);
        command.add("-Dstrata.columns=" + columns);
        command.add("-cp");
        command.add(classPath);
        command.add(main);
        command.addAll(arguments);
        return command;
    }

    /** What the launcher found best: flags without blanks in the first line, then one a line. */
    private static List<String> flags(Path file) throws IOException {
        List<String> flags = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty()) {
                flags.addAll(List.of(lines.get(0).strip().split(" +")));
                lines.stream().skip(1).map(String::strip).forEach(flags::add);
            }
        }
        flags.removeIf(String::isEmpty);
        return flags;
    }
}
