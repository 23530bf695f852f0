package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code ./strata capstone} on the reference: Kafka Streams with {@code exactly_once_v2} on three
 * processes, nodes and application killed, totals exact.
 *
 * <p>{@code -Dstrata.capstone.kills=200} and {@code -Dstrata.capstone.seed=7} are for the long one.
 */
final class CapstoneTest {
    private static final int KILLS = Integer.getInteger("strata.capstone.kills", 60);
    private static final long SEED =
            Long.getLong("strata.capstone.seed", System.nanoTime() % 1_000_000);

    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @Test
    void streamsAreExactThoughANodeAndTheApplicationAreKilled()
            throws IOException, InterruptedException {
        survives(2, 5);
    }

    @Tag("long")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    @Test
    void streamsAreExactHoweverOftenNodesAndTheApplicationAreKilled()
            throws IOException, InterruptedException {
        survives(KILLS, SEED);
    }

    private static void survives(int kills, long seed) throws IOException, InterruptedException {
        Path folder = Workspace.freshFolder("capstone-" + kills);
        Path certificate = folder.resolve("certificate.html");
        Path said = folder.resolve("said.txt");
        Process capstone =
                new ProcessBuilder(
                                StrataBroker.strata(
                                        "capstone",
                                        "--layers=all=reference",
                                        "--kills=" + kills,
                                        "--seed=" + seed,
                                        "--out=" + certificate))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();

        int exitCode;
        try {
            exitCode = capstone.waitFor();
        } finally {
            // Of no effect where it has ended; else it takes what it started along.
            capstone.destroy();
        }

        String text = Files.readString(said);
        System.out.println(text);
        assertThat(exitCode).as(text).isZero();
        assertThat(text)
                .contains("exact: ", "nothing lost, nothing counted twice")
                .contains("certificate: " + certificate);
        assertThat(certificate)
                .content()
                .contains("transactions=reference", "--kills " + kills + " --seed " + seed);
    }
}
