package strata.autograder.supervise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import strata.kernel.Nullable;

/** Command lines of the JVMs that run inside the walls. */
final class Jvm {
    private Jvm() {}

    /**
     * A command.
     *
     * @param archive of classes for a quicker start; null for none
     * @param marker by which its processes are found
     */
    static List<String> command(Path java, Program program, @Nullable Path archive, String marker) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(flags(program.heapMib()));
        if (archive != null) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.add("-Dstrata.grade=" + marker);
        command.add("-cp");
        command.add(joined(program.classPath()));
        command.add(program.main());
        command.addAll(program.arguments());
        return command;
    }

    /** A class with a main method, and what it needs. */
    record Program(String main, List<Path> classPath, List<String> arguments, int heapMib) {}

    /** Flags that fit every run: an archive serves only the flags it was made with. */
    static List<String> flags(int heapMib) {
        return List.of(
                "-Xmx" + heapMib + "m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+DisableAttachMechanism",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.io.tmpdir=/tmp",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    }

    static String joined(List<Path> classPath) {
        return classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
    }
}
