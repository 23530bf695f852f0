package strata.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.report.Similarity;
import strata.autograder.report.SourceComparison;

final class MainTest {
    private static final String GIVEN =
            """
            package strata.log;
            final class Given {
                int sum(int[] values) {
                    int sum = 0;
                    for (int value : values) {
                        if (value > 0) { sum += value; } else { sum -= value; }
                    }
                    return sum;
                }
                int product(int[] values) {
                    int product = 1;
                    for (int i = 0; i < values.length; i++) { product *= values[i]; }
                    while (product > 100) { product /= 2; }
                    return product;
                }
            }
            """;

    private static final String LOOP =
            """
            package strata.log;
            final class Varints {
                static int write(long value, byte[] out) {
                    long zigzag = (value << 1) ^ (value >> 63);
                    int count = 0;
                    while ((zigzag & ~0x7FL) != 0) {
                        out[count++] = (byte) ((zigzag & 0x7F) | 0x80);
                        zigzag >>>= 7;
                    }
                    out[count++] = (byte) zigzag;
                    return count;
                }
                static long read(byte[] in) {
                    long raw = 0;
                    for (int i = 0; i < in.length; i++) {
                        raw |= (long) (in[i] & 0x7F) << (7 * i);
                        if (in[i] >= 0) {
                            return (raw >>> 1) ^ -(raw & 1);
                        }
                    }
                    throw new IllegalStateException("too long");
                }
            }
            """;

    /** Another mind at work: recursion, a switch, a helper class. */
    private static final String RECURSION =
            """
            package strata.log;
            import java.util.ArrayList;
            import java.util.List;
            final class Varints {
                static int write(long value, byte[] out) {
                    List<Byte> groups = split(value < 0 ? -2 * value - 1 : 2 * value);
                    groups.forEach(group -> out[groups.indexOf(group)] = group);
                    return groups.size();
                }
                private static List<Byte> split(long left) {
                    if (left < 128) {
                        return new ArrayList<>(List.of((byte) left));
                    }
                    List<Byte> rest = split(left / 128);
                    rest.add(0, (byte) (left % 128 - 128));
                    return rest;
                }
                static long read(byte[] in) {
                    return new Reader(in).number();
                }
                private record Reader(byte[] in) {
                    long number() {
                        long zigzag = group(0);
                        return switch ((int) (zigzag % 2)) {
                            case 0 -> zigzag / 2;
                            default -> -(zigzag + 1) / 2;
                        };
                    }
                    long group(int place) {
                        return in[place] >= 0 ? in[place] : in[place] + 128 + 128 * group(place + 1);
                    }
                }
            }
            """;

    @TempDir private Path folder;

    @BeforeEach
    void submissions() throws IOException {
        put("base/Given.java", GIVEN);
        put("in/ada/Given.java", GIVEN);
        put("in/ada/Varints.java", LOOP);
        // Renamed throughout, and with comments: as a copy is.
        put("in/copy/Given.java", GIVEN);
        put(
                "in/copy/Varints.java",
                LOOP.replace("zigzag", "z")
                        .replace("count", "n")
                        .replace("raw", "sum")
                        .replace("static int write", "/* mine */ static int write"));
        put("in/own/Given.java", GIVEN);
        put("in/own/Varints.java", RECURSION);
    }

    @Test
    void aRenamedCopyStandsOutAndTheGivenCodeCountsForNothing() throws Exception {
        Comparison comparison = Main.compare(folder.resolve("in"), folder.resolve("base"), 10);

        assertThat(comparison.submissions()).isEqualTo(3);
        assertThat(comparison.pairs().get(0).first()).isEqualTo("ada");
        assertThat(comparison.pairs().get(0).second()).isEqualTo("copy");
        assertThat(comparison.pairs().get(0).average()).isGreaterThan(0.95);
        assertThat(comparison.pairs())
                .filteredOn(pair -> pair.second().equals("own"))
                .allSatisfy(pair -> assertThat(pair.average()).isLessThan(0.4));
    }

    @Test
    void whatIsNotJavaIsNamedAndTheRestIsCompared() throws Exception {
        put("in/broken/Varints.java", "this is { not Java");

        Comparison comparison = Main.compare(folder.resolve("in"), folder.resolve("base"), 10);

        assertThat(comparison.unreadable()).containsExactly("broken");
        assertThat(comparison.pairs().get(0).average()).isGreaterThan(0.95);
    }

    @Test
    void theResultIsAFileOfJson() throws Exception {
        Path result = folder.resolve("result.json");

        Main.main(
                new String[] {
                    folder.resolve("in").toString(),
                    folder.resolve("base").toString(),
                    result.toString(),
                    "1"
                });

        JsonNode json = new JsonMapper().readTree(result.toFile());
        assertThat(json.get("pairs")).hasSize(1);
        assertThat(json.get("submissions").intValue()).isEqualTo(3);
    }

    @Test
    void theGraderStartsItAndReadsItsFile() throws Exception {
        Map<String, Path> sources = new LinkedHashMap<>();
        sources.put("ada ../ \"x\"", folder.resolve("in/ada"));
        sources.put("ünï copy", folder.resolve("in/copy"));
        sources.put("own", folder.resolve("in/own"));

        Similarity similarity =
                new SourceComparison(System.getProperty("java.class.path"))
                        .compare(sources, List.of(folder.resolve("base")));

        assertThat(similarity.compared()).isTrue();
        assertThat(similarity.submissions()).isEqualTo(3);
        assertThat(similarity.pairs().get(0).first()).isEqualTo("ada ../ \"x\"");
        assertThat(similarity.pairs().get(0).second()).isEqualTo("ünï copy");
    }

    @Test
    void aComparisonThatCannotBeMadeSaysWhy() throws Exception {
        Map<String, Path> sources = new LinkedHashMap<>();
        sources.put("ada", folder.resolve("in/ada"));
        sources.put("own", folder.resolve("in/own"));

        Similarity similarity =
                new SourceComparison(folder.resolve("nothing.jar").toString())
                        .compare(sources, List.of(folder.resolve("base")));

        assertThat(similarity.compared()).isFalse();
        assertThat(similarity.note()).startsWith("JPlag failed: ");
    }

    private void put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
