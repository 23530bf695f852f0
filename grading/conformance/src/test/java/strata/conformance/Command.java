package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program to run to its end.
 *
 * @param line the program and its arguments
 * @param folder the working folder
 * @param input the file that the program reads as its standard input; else it reads nothing
 * @param environment variables to add, each {@code NAME=value}
 */
record Command(List<String> line, Path folder, Optional<Path> input, List<String> environment) {

    /** What a program left behind: its exit code, and what it printed on both streams. */
    record Outcome(int exitCode, String output, String errors) {}

    static Command of(String... line) {
        return of(List.of(line));
    }

    static Command of(List<String> line) {
        return new Command(line, Workspace.folder(), Optional.empty(), List.of());
    }

    /** A main class of this test's class path, in a JVM of its own. */
    static Command java(String mainClass, String... arguments) {
        return java(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), mainClass, arguments);
    }

    /** A main class of this test's class path, in a JVM of its own with {@code flags}. */
    static Command java(List<String> flags, String mainClass, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        line.addAll(List.of(arguments));
        return of(List.copyOf(line));
    }

    /** One of Apache Kafka's tools, in a JVM of its own that starts faster than {@link #java}'s. */
    static Command tool(String mainClass, String... arguments) {
        return of(ToolJvm.line()).and(mainClass).and(arguments);
    }

    /** The same program with more arguments. */
    Command and(String... arguments) {
        return and(List.of(arguments));
    }

    /** The same program with more arguments. */
    Command and(List<String> arguments) {
        List<String> longer = Stream.concat(line.stream(), arguments.stream()).toList();
        return new Command(longer, folder, input, environment);
    }

    Command in(Path workingFolder) {
        return new Command(line, workingFolder, input, environment);
    }

    Command reading(Path file) {
        return new Command(line, folder, Optional.of(file), environment);
    }

    Command with(String variable) {
        return new Command(
                line,
                folder,
                input,
                Stream.concat(environment.stream(), Stream.of(variable)).toList());
    }

    /** Runs the program; anything but exit code 0 within {@code limit} fails the test. */
    Outcome run(Duration limit) {
        Outcome outcome = attempt(limit);
        if (outcome.exitCode() != 0) {
            throw new AssertionError(
                    "exit code %d of %s%n%s%n%s"
                            .formatted(
                                    outcome.exitCode(),
                                    shortened(),
                                    outcome.output(),
                                    outcome.errors()));
        }
        return outcome;
    }

    /** Runs the program and returns how it ended; not ending within {@code limit} is a failure. */
    Outcome attempt(Duration limit) {
        try {
            Path output = Files.createTempFile(Workspace.folder(), "run", ".out");
            Path errors = Files.createTempFile(Workspace.folder(), "run", ".err");
            Process process =
                    toStart()
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String printed = Files.readString(output, UTF_8);
            String complained = Files.readString(errors, UTF_8);
            Files.delete(output);
            Files.delete(errors);
            if (!ended) {
                throw new AssertionError(
                        "no end after %s of %s%n%s%n%s"
                                .formatted(limit, shortened(), printed, complained));
            }
            return new Outcome(process.exitValue(), printed, complained);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + shortened(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The program as a process that is to be started; what it prints comes through pipes. */
    ProcessBuilder toStart() {
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectInput(input.orElse(Path.of("/dev/null")).toFile());
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            builder.environment()
                    .put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return builder;
    }

    /** The command line for a message, without the length of a class path. */
    private String shortened() {
        return String.join(" ", line.stream().map(Command::ellipsis).toList());
    }

    private static String ellipsis(String argument) {
        return argument.length() <= 200 ? argument : argument.substring(0, 60) + "…";
    }
}
