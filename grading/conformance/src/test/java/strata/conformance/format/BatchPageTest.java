package strata.conformance.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;
import strata.kernel.log.TimestampType;
import strata.log.AppendLogLayer;

/** The batch that docs/batch.md takes apart is a real one, and lies as the page's tables say. */
final class BatchPageTest {
    private static final long MIDNIGHT_MS = 1_767_225_600_000L;
    private static final BatchDraft EXAMPLE =
            new BatchDraft(
                    new BatchSpec(
                            42,
                            CompressionType.NONE,
                            TimestampType.CREATE_TIME,
                            3,
                            ProducerStamp.NONE,
                            false),
                    List.of(
                            new Record(
                                    42,
                                    MIDNIGHT_MS,
                                    utf8("otter"),
                                    utf8("seen"),
                                    List.of(new RecordHeader("by", utf8("ada")))),
                            new Record(43, MIDNIGHT_MS + 300, utf8("otter"), null, List.of())));

    /**
     * A row of a table whose first cell is a place.
     *
     * @param at bytes from the batch's start
     */
    private record Row(int at, String type, String field, String value, String bytes) {
        byte[] hex() {
            return HexFormat.ofDelimiter(" ").parseHex(bytes);
        }

        /** What these bytes say, read as the type says. */
        String decoded() {
            ByteBuffer in = ByteBuffer.wrap(hex());
            return switch (type) {
                case "int8" -> Byte.toString(in.get());
                case "int16" -> Short.toString(in.getShort());
                case "int32" -> Integer.toString(in.getInt());
                case "uint32" -> "0x" + HexFormat.of().toHexDigits(in.getInt());
                case "int64" -> Long.toString(in.getLong());
                case "varint", "varlong" -> Long.toString(varint(in));
                case "bytes" -> UTF_8.decode(in).toString();
                default -> throw new IllegalArgumentException("the page has a type " + type);
            };
        }

        private static long varint(ByteBuffer in) {
            long raw = 0;
            for (int shift = 0; in.hasRemaining(); shift += 7) {
                raw |= (long) (in.get() & 0x7f) << shift;
            }
            return (raw >>> 1) ^ -(raw & 1);
        }
    }

    private static ByteBuffer utf8(String text) {
        return UTF_8.encode(text);
    }

    private static List<String> page() throws IOException {
        Path page = Path.of("docs", "batch.md");
        return Files.readAllLines(Files.exists(page) ? page : Path.of("../..").resolve(page));
    }

    /** The bytes of the page's hexdump: lines of an address, bytes, and what they are in ASCII. */
    private static byte[] dumped() throws IOException {
        List<String> bytes = new ArrayList<>();
        for (String line : page()) {
            if (line.matches("[0-9a-f]{8}  [0-9a-f ]+\\|.*\\|")) {
                assertThat(Integer.parseInt(line.substring(0, 8), 16)).isEqualTo(bytes.size());
                String hex = line.substring(8, line.indexOf('|')).strip();
                bytes.addAll(Arrays.asList(hex.split(" +", -1)));
            }
        }
        return HexFormat.of().parseHex(String.join("", bytes));
    }

    /** The rows of tables of five columns: place, type, field, value, bytes. */
    private static List<Row> rows() throws IOException {
        return page().stream().map(BatchPageTest::row).flatMap(Optional::stream).toList();
    }

    private static Optional<Row> row(String line) {
        String[] cells = line.replace("`", "").split("\\|", -1);
        if (cells.length != 7 || !cells[1].strip().matches("\\d+")) {
            return Optional.empty();
        }
        return Optional.of(
                new Row(
                        Integer.parseInt(cells[1].strip()),
                        cells[2].strip(),
                        cells[3].strip(),
                        cells[4].strip(),
                        cells[5].strip()));
    }

    @Test
    void theDumpIsWhatStrataAndKafkaBuild() throws IOException {
        ByteBuffer theirs = EXAMPLE.builtByKafka();

        ByteBuffer ours =
                EXAMPLE.builtByStrata(new AppendLogLayer().recordFormat(), Compression.UNSUPPORTED);

        assertThat(KafkaBatches.copy(ours)).isEqualTo(KafkaBatches.copy(theirs));
        assertThat(HexFormat.ofDelimiter(" ").formatHex(dumped()))
                .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(KafkaBatches.copy(theirs)));
    }

    @Test
    void theTablesCoverTheDumpByteForByte() throws IOException {
        byte[] batch = dumped();
        int next = 0;
        for (Row row : rows()) {
            assertThat(row.at()).as("%s", row).isEqualTo(next);
            next += row.hex().length;
            assertThat(row.hex())
                    .as("%s", row)
                    .isEqualTo(Arrays.copyOfRange(batch, row.at(), next));
        }
        assertThat(next).isEqualTo(batch.length);
    }

    @Test
    void everyValueIsWhatItsBytesSay() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(25);
        assertThat(rows()).allSatisfy(row -> assertThat(row.decoded()).isEqualTo(row.value()));
    }

    @Test
    void theLayoutHasTheFieldsOfTheExampleInTheirPlaces() throws IOException {
        List<String> layout =
                page().stream()
                        .map(line -> line.replace("`", "").split("\\|", -1))
                        .filter(cells -> cells.length == 6 && cells[1].strip().matches("\\d+"))
                        .map(cells -> cells[1].strip() + " " + cells[2].strip() + cells[3].strip())
                        .toList();

        Stream<String> header =
                rows().stream()
                        .filter(row -> row.at() < 61)
                        .map(row -> row.at() + " " + row.type() + row.field());

        assertThat(layout).containsExactlyElementsOf(header.toList());
    }
}
