package strata.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.tools.ToolProvider;
import strata.kernel.Nullable;

/** All probes, on the machine as it is. */
public final class Machine {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int FIRST_PORT = 9092;
    private static final long KIBIBYTE = 1024;

    private Machine() {}

    /**
     * The probes, in the order in which a newcomer would want to know.
     *
     * @param root of the repository
     * @param cluster what runs on the default data directory
     */
    public static List<Probe> probes(Path root, Path data, Supplier<ClusterProbe.State> cluster) {
        List<Probe> probes = new ArrayList<>();
        probes.add(
                new JdkProbe(
                        System.getProperty("java.home"),
                        Runtime.version().feature(),
                        ToolProvider.getSystemJavaCompiler() != null));
        probes.add(new MavenProbe(root, mavenHome(), Machine::reaches));
        GitProbe.Git git = arguments -> git(root, arguments);
        probes.add(new GitProbe(root, git));
        probes.add(new RepositoryProbe(git));
        probes.add(
                new EncodingProbe(
                        System.getProperty("file.encoding"),
                        System.getProperty("sun.jnu.encoding"),
                        System.getProperty("native.encoding"),
                        root));
        probes.add(DiskProbe.of(root));
        probes.add(new FileSystemProbe(root, new TriedOut(root)));
        probes.add(new FileEventsProbe(new WatchTrial(root)));
        probes.add(new ClockProbe(Instant::now, () -> stampOfNow(root)));
        probes.add(memory());
        probes.add(new ClusterProbe(data, cluster));
        probes.add(
                new PortsProbe(
                        FIRST_PORT,
                        PortHolders::isFree,
                        PortHolders::holder,
                        port -> isOwn(cluster.get(), port)));
        probes.add(
                new LockProbe(
                        root.resolve(".strata/lock"),
                        pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()));
        probes.add(new ExtrasProbe(Programs::onPath));
        return probes;
    }

    private static @Nullable String git(Path root, String arguments) {
        List<String> command = new ArrayList<>();
        command.add("git");
        command.addAll(List.of(arguments.split(" ", -1)));
        return Programs.firstLine(command, root);
    }

    private static boolean isOwn(ClusterProbe.State state, int port) {
        return state instanceof ClusterProbe.State.Running running
                && List.of(running.bootstrap().split(",", -1)).stream()
                        .anyMatch(address -> address.endsWith(":" + port));
    }

    private static Path mavenHome() {
        String told = System.getenv("MAVEN_USER_HOME");
        return told == null || told.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".m2")
                : Path.of(told);
    }

    private static boolean reaches(URI address) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Instant stampOfNow(Path root) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(root.resolve(".strata")), "t", "");
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } finally {
            Files.delete(file);
        }
    }

    private static MemoryProbe memory() {
        return new MemoryProbe(
                () ->
                        ManagementFactory.getOperatingSystemMXBean()
                                        instanceof OperatingSystemMXBean system
                                ? system.getTotalMemorySize()
                                : Long.MAX_VALUE,
                () -> {
                    Long kibibytes = availableKibibytes();
                    return kibibytes == null ? -1 : kibibytes * KIBIBYTE;
                });
    }

    private static @Nullable Long availableKibibytes() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Long.valueOf(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}
