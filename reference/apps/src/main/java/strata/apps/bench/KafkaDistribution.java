package strata.apps.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Apache Kafka's jars, and the command lines that its scripts would run with them.
 *
 * <p>The jars come from the registry through {@code reference/apps/oracle/pom.xml}; their paths are
 * kept under {@code .strata/oracle} and resolved anew when that pom changes or a jar is gone.
 */
record KafkaDistribution(Jdk jdk, String classPath) {

    static final String VERSION = "4.3.1";

    // Flags of bin/kafka-server-start.sh and bin/kafka-run-class.sh with no variable set.
    private static final List<String> SERVER_HEAP = List.of("-Xmx1G", "-Xms1G");
    private static final List<String> PERFORMANCE =
            List.of(
                    "-server",
                    "-XX:+UseG1GC",
                    "-XX:MaxGCPauseMillis=20",
                    "-XX:InitiatingHeapOccupancyPercent=35",
                    "-XX:+ExplicitGCInvokesConcurrent",
                    "-XX:MaxInlineLevel=15",
                    "-Djava.awt.headless=true");
    private static final List<String> JMX =
            List.of(
                    "-Dcom.sun.management.jmxremote=true",
                    "-Dcom.sun.management.jmxremote.authenticate=false",
                    "-Dcom.sun.management.jmxremote.ssl=false");
    // kafka-producer-perf-test.sh and kafka-consumer-perf-test.sh ask for this heap.
    private static final String PRODUCER_HEAP = "-Xmx512M";

    /** Finds the jars, downloading them on first use. Needs {@code home} to be the repository. */
    static KafkaDistribution resolve(Path home, Jdk jdk, Workspace workspace, Progress progress) {
        Path pom = home.resolve("reference").resolve("apps").resolve("oracle").resolve("pom.xml");
        try {
            Path cache = home.resolve(".strata").resolve("oracle");
            Files.createDirectories(cache);
            Path file = cache.resolve("kafka-" + VERSION + "-" + checksum(pom) + ".classpath");
            if (!isUsable(file)) {
                progress.say("resolving the jars of Apache Kafka " + VERSION + " (once) ...");
                runMaven(home, pom, file, workspace);
            }
            return new KafkaDistribution(jdk, Files.readString(file).strip());
        } catch (IOException e) {
            throw new BenchFault("cannot resolve the jars of Apache Kafka: " + e, e);
        }
    }

    /** Formats the data directory named in the configuration for a quorum of this one node. */
    List<String> formatCommand(Path configuration, UUID clusterId) {
        return formatCommand(configuration, clusterId, List.of("--standalone"));
    }

    /** Formats the data directory named in the configuration for the quorum that it names. */
    List<String> formatMemberCommand(Path configuration, UUID clusterId) {
        return formatCommand(configuration, clusterId, List.of());
    }

    private List<String> formatCommand(Path configuration, UUID clusterId, List<String> quorum) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(jdk.java(), "-Xmx256M", "-cp", classPath));
        command.addAll(List.of("kafka.tools.StorageTool", "format"));
        command.addAll(quorum);
        // In one word: an id may begin with a hyphen.
        command.add("--cluster-id=" + base64(clusterId));
        command.addAll(List.of("--config", configuration.toString()));
        return command;
    }

    /** The broker, in a directory that holds server.properties, log4j2.yaml and logs/. */
    List<String> serverCommand(Path directory) {
        Path logs = directory.resolve("logs");
        List<String> command = new ArrayList<>();
        command.add(jdk.java());
        command.addAll(SERVER_HEAP);
        command.addAll(PERFORMANCE);
        command.add(
                "-Xlog:gc*:file="
                        + logs.resolve("kafkaServer-gc.log")
                        + ":time,tags:filecount=10,filesize=100M");
        command.addAll(JMX);
        command.add("-Dkafka.logs.dir=" + logs);
        command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.yaml"));
        command.addAll(List.of("-cp", classPath, "kafka.Kafka"));
        command.add(directory.resolve("server.properties").toString());
        return command;
    }

    /**
     * Kafka's ProducerPerformance.
     *
     * @param warmupRecords sent before the steady state begins, on top of the load's own records
     */
    List<String> producerCommand(
            int port, String topic, Load load, long warmupRecords, Map<String, String> properties) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java());
        command.add(PRODUCER_HEAP);
        command.addAll(PERFORMANCE);
        // Its figures are printed in the default locale; the parser wants a decimal point.
        command.addAll(List.of("-Duser.language=en", "-Duser.country=US"));
        command.add("-Dlog4j2.level=WARN");
        command.addAll(List.of("-cp", classPath, "org.apache.kafka.tools.ProducerPerformance"));
        command.addAll(List.of("--bootstrap-server", "127.0.0.1:" + port, "--topic", topic));
        command.addAll(List.of("--num-records", Long.toString(warmupRecords + load.records())));
        command.addAll(List.of("--warmup-records", Long.toString(warmupRecords)));
        command.addAll(List.of("--record-size", Integer.toString(load.recordSizeInBytes())));
        command.addAll(List.of("--throughput", Long.toString(load.throughput())));
        command.add("--command-property");
        properties.forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }

    /**
     * Kafka's ConsumerPerformance.
     *
     * @param records after which it ends
     */
    List<String> consumerCommand(
            int port, String topic, long records, String group, Map<String, String> properties) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java());
        command.add(PRODUCER_HEAP);
        command.addAll(PERFORMANCE);
        command.addAll(List.of("-Duser.language=en", "-Duser.country=US"));
        command.add("-Dlog4j2.level=WARN");
        command.addAll(List.of("-cp", classPath, "org.apache.kafka.tools.ConsumerPerformance"));
        command.addAll(List.of("--bootstrap-server", "127.0.0.1:" + port, "--topic", topic));
        command.addAll(List.of("--num-records", Long.toString(records), "--group", group));
        properties.forEach((key, value) -> command.addAll(property(key, value)));
        return command;
    }

    private static List<String> property(String key, String value) {
        return List.of("--command-property", key + "=" + value);
    }

    private static void runMaven(Path home, Path pom, Path file, Workspace workspace)
            throws IOException {
        Path log = file.resolveSibling("maven.log");
        // Maven writes beside the final name: an interrupted run must not leave half a class path.
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        List<String> command =
                List.of(
                        maven(home),
                        "-q",
                        "-B",
                        "-f",
                        pom.toString(),
                        "dependency:build-classpath",
                        "-Dmdep.outputFile=" + fresh);
        int exit = workspace.run(command, home, log);
        if (exit != 0 || !isUsable(fresh)) {
            throw new BenchFault(
                    "Maven could not resolve the jars of Apache Kafka "
                            + VERSION
                            + " (is the registry reachable?):\n"
                            + TextTail.of(log));
        }
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String maven(Path home) {
        boolean windows = File.separatorChar == '\\';
        Path wrapper = home.resolve(windows ? "mvnw.cmd" : "mvnw");
        return Files.exists(wrapper) ? wrapper.toString() : windows ? "mvn.cmd" : "mvn";
    }

    private static boolean isUsable(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        String classPath = Files.readString(file).strip();
        for (String jar : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
            if (!Files.exists(Path.of(jar))) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(Path pom) throws IOException {
        if (!Files.exists(pom)) {
            throw new BenchFault("no " + pom + ": run the bench inside the repository");
        }
        var crc = new CRC32C();
        crc.update(Files.readString(pom).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** Kafka writes identifiers as URL-safe base64 without padding. */
    static String base64(UUID id) {
        var bytes = java.nio.ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
