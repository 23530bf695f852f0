package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final KafkaDistribution KAFKA =
            new KafkaDistribution(new Jdk(Path.of("/jdk"), "25"), "a.jar:b.jar");

    @Test
    void aPathWithASpaceStaysOneWordOfStratasCommand() {
        var strata =
                new StrataContender(
                        Path.of("/my home"), "{home}/strata up --port {port} -d {data}");

        assertThat(strata.command(Path.of("/tmp/run 1"), 9092))
                .containsExactly(
                        "/my home/strata", "up", "--port", "9092", "-d", "/tmp/run 1/data");
    }

    @Test
    void theProducerWarmsItselfUpOnTopOfWhatIsMeasured() {
        var load = new Load(2_000, 100, 500, 200_000);

        List<String> command = KAFKA.producerCommand(9092, "bench", load, 500, Map.of("acks", "1"));

        assertThat(command)
                .containsSubsequence("--num-records", "2500")
                .containsSubsequence("--warmup-records", "500")
                .containsSubsequence("--throughput", "200000")
                .endsWith("--command-property", "acks=1");
    }

    @Test
    void aClusterIdThatBeginsWithAHyphenIsNotTakenForAnOption() {
        var id = new UUID(0xf800_0000_0000_0000L, 1);

        assertThat(KAFKA.formatCommand(Path.of("server.properties"), id))
                .contains("--cluster-id=-AAAAAAAAAAAAAAAAAAAAQ");
    }

    @Test
    void aPropertyOfTheUsersOwnWins() {
        assertThat(Producer.properties("1", Map.of("acks", "all", "linger.ms", "0")))
                .containsOnly(
                        Map.entry("acks", "all"),
                        Map.entry("enable.idempotence", "false"),
                        Map.entry("linger.ms", "0"));
    }

    @Test
    void theOracleIsTheKafkaThatStrataIsPinnedTo() throws IOException {
        String pinned = kafkaVersion(Path.of("..", "..", "pom.xml"));

        assertThat(KafkaDistribution.VERSION).isEqualTo(pinned);
        assertThat(kafkaVersion(Path.of("oracle", "pom.xml"))).isEqualTo(pinned);
    }

    @Test
    void theProbeAsksForTheOldestApiVersions() {
        ByteBuffer request = ByteBuffer.wrap(ApiVersionsProbe.request());

        assertThat(request.getInt()).as("size").isEqualTo(request.remaining());
        assertThat(request.getShort()).as("ApiVersions").isEqualTo((short) 18);
        assertThat(request.getShort()).as("version").isEqualTo((short) 0);
        request.getInt();
        assertThat(request.getShort()).as("client id is null").isEqualTo((short) -1);
        assertThat(request.hasRemaining()).isFalse();
    }

    @Test
    void onlyAnAnswerToItsOwnRequestWithoutErrorIsGood() throws IOException {
        int correlationId = ByteBuffer.wrap(ApiVersionsProbe.request()).getInt(8);

        assertThat(isGood(correlationId, 0)).isTrue();
        assertThat(isGood(correlationId, 35)).isFalse();
        assertThat(isGood(correlationId + 1, 0)).isFalse();
    }

    @Test
    void optionsOutOfBoundsAreWrongUsage() {
        assertThat(exitCode("produce", "--records", "0")).isEqualTo(2);
        assertThat(exitCode("produce", "--acks", "2")).isEqualTo(2);
        assertThat(exitCode("produce", "--throughput", "0")).isEqualTo(2);
        assertThat(exitCode("startup", "--port", "65536")).isEqualTo(2);
        assertThat(exitCode("all", "--scale", "-1")).isEqualTo(2);
        assertThat(exitCode("idempotence", "--pairs", "0")).isEqualTo(2);
        assertThat(exitCode("idempotence", "--scenario", "nonsense")).isEqualTo(2);
        assertThat(exitCode("transactions", "--records", "10,0")).isEqualTo(2);
        assertThat(exitCode("nonsense")).isEqualTo(2);
        assertThat(exitCode()).isEqualTo(2);
    }

    @Test
    void helpIsNoError() {
        assertThat(exitCode("--help")).isEqualTo(0);
        assertThat(exitCode("all", "--help")).isEqualTo(0);
        assertThat(exitCode("idempotence", "--help")).isEqualTo(0);
        assertThat(exitCode("transactions", "--help")).isEqualTo(0);
    }

    @Test
    void aJdkWithoutJavaIsSaidToBeNone(@TempDir Path empty) {
        assertThatThrownBy(() -> Jdk.at(empty))
                .isInstanceOf(BenchFault.class)
                .hasMessageContaining(empty.toString());
    }

    private static int exitCode(String... args) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        return Bench.commandLine().setOut(nowhere).setErr(nowhere).execute(args);
    }

    private static boolean isGood(int correlationId, int errorCode) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(14);
        answer.putInt(10).putInt(correlationId).putShort((short) errorCode).putInt(0);
        return ApiVersionsProbe.isGood(
                new DataInputStream(new ByteArrayInputStream(answer.array())));
    }

    private static String kafkaVersion(Path pom) throws IOException {
        Matcher matcher =
                Pattern.compile("<kafka.version>([^<]+)</kafka.version>")
                        .matcher(Files.readString(pom));
        assertThat(matcher.find()).as("kafka.version in " + pom).isTrue();
        return matcher.group(1);
    }
}
