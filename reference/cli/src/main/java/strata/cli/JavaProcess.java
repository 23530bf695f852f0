package strata.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM that this command starts beside itself: the same JDK, small. */
final class JavaProcess {
    private JavaProcess() {}

    /**
     * For a program that talks to a person for a short while. The first run leaves a start-up
     * archive of this name for the next ones.
     */
    static List<String> program(String archive, String classPath, List<String> rest) {
        List<String> flags = new ArrayList<>();
        flags.addAll(List.of("-Xms16m", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        Path lib = House.lib();
        if (lib != null) {
            flags.add("-XX:+AutoCreateSharedArchive");
            flags.add("-XX:SharedArchiveFile=" + lib.resolve(archive + ".jsa"));
            flags.add("-Xlog:cds=off");
        }
        return java(flags, classPath, rest);
    }

    /** As {@link #program}, for one of the programs of {@code apps}. */
    static List<String> apps(String archive, List<String> rest) throws IOException {
        Path lib = House.lib();
        if (lib == null) {
            throw new EnvironmentFault("run it by ./strata: the launcher says where the jars are");
        }
        String classPath = Files.readString(lib.resolve("apps.classpath")).strip();
        return program(archive, classPath, rest);
    }

    /** For a node, with what the launcher gives one. */
    static List<String> node(String classPath, List<String> rest) {
        List<String> flags = new ArrayList<>();
        flags.addAll(List.of("-Xms32m", "-Xmx128m", "-XX:MaxDirectMemorySize=256m"));
        flags.add("-XX:+ExitOnOutOfMemoryError");
        flags.add("-XX:Tier4InvocationThreshold=40000");
        flags.add("-XX:Tier4MinInvocationThreshold=4000");
        flags.add("-XX:Tier4CompileThreshold=100000");
        flags.add("-XX:Tier4BackEdgeThreshold=400000");
        addArchive(flags);
        return java(flags, classPath, rest);
    }

    /** For simulated nodes, with what the launcher gives {@code strata sim}. */
    static List<String> simulation(String classPath, List<String> rest) {
        List<String> flags = new ArrayList<>(List.of("-Xmx1g"));
        addArchive(flags);
        return java(flags, classPath, rest);
    }

    /** It need not fit, and then is passed over. */
    private static void addArchive(List<String> flags) {
        Path lib = House.lib();
        if (lib != null && Files.exists(lib.resolve("strata.aot"))) {
            flags.add("-XX:AOTCache=" + lib.resolve("strata.aot"));
            flags.add("-Xlog:aot=off");
        } else if (lib != null && Files.exists(lib.resolve("strata.jsa"))) {
            flags.add("-XX:SharedArchiveFile=" + lib.resolve("strata.jsa"));
            flags.add("-Xlog:cds=off");
        }
    }

    /** Entries joined as this system joins them. */
    static String classPath(List<Path> entries) {
        return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
    }

    private static List<String> java(List<String> flags, String classPath, List<String> rest) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:-UsePerfData");
        command.addAll(flags);
        command.add("-Dfile.encoding=UTF-8");
        int version = Runtime.version().feature();
        if (version >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (version >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Dstrata.root=" + House.root());
        Path lib = House.lib();
        if (lib != null) {
            command.add("-Dstrata.lib=" + lib);
        }
        String columns = System.getProperty("strata.columns");
        if (columns != null) {
            command.add("-Dstrata.columns=" + columns);
        }
        command.add("-cp");
        command.add(classPath);
        command.addAll(rest);
        return command;
    }
}
