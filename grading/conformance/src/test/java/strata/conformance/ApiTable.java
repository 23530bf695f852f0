package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/**
 * The table of APIs in {@code docs/apis.md}: what the page says is served, and why not the rest.
 */
final class ApiTable {
    /** Of an API that is not advertised. */
    static final String NONE = "-";

    /** The column of the first teller, with nothing before the first bar. */
    private static final int FIRST_TELLER = 3;

    /** Of whom the page tells, in the order of its columns. */
    enum Teller {
        KAFKA_BROKER,
        KAFKA_CONTROLLER,
        STRATA_BROKER,
        STRATA_CONTROLLER
    }

    /**
     * A line of the page.
     *
     * @param versions of each teller, such as {@code 3-13}
     * @param reason why Strata differs; empty where it does not
     */
    record Row(int key, String name, Map<Teller, String> versions, String reason) {
        String versions(Teller teller) {
            return Objects.requireNonNull(versions.get(teller));
        }

        boolean isServedAsByKafka() {
            return versions(Teller.KAFKA_BROKER).equals(versions(Teller.STRATA_BROKER))
                    && versions(Teller.KAFKA_CONTROLLER).equals(versions(Teller.STRATA_CONTROLLER));
        }
    }

    private ApiTable() {}

    /** The lines whose first cell is a number. */
    static List<Row> read() {
        String page;
        try {
            page = Files.readString(StrataBroker.repository().resolve("docs/apis.md"), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(ApiTable::row)
                .toList();
    }

    private static Row row(String line) {
        List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
        Map<Teller, String> versions = new LinkedHashMap<>();
        int column = FIRST_TELLER;
        for (Teller teller : Teller.values()) {
            versions.put(teller, cells.get(column++));
        }
        return new Row(Integer.parseInt(cells.get(1)), cells.get(2), versions, cells.get(column));
    }

    /** What the page says of a teller, by key, without what it does not serve. */
    static Map<Integer, String> told(Teller teller) {
        Map<Integer, String> told = new TreeMap<>();
        for (Row row : read()) {
            if (!row.versions(teller).equals(NONE)) {
                told.put(row.key(), row.versions(teller));
            }
        }
        return told;
    }

    /** What the page says of a node of Strata that is broker and controller. */
    static Map<Integer, String> toldOfBothRoles() {
        Map<Integer, String> told = told(Teller.STRATA_BROKER);
        told.putAll(told(Teller.STRATA_CONTROLLER));
        return told;
    }

    /** What the server on a port advertises. */
    static Map<Integer, String> advertised(int port) {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("conformance")
                        .setClientSoftwareVersion("1");
        var response = (ApiVersionsResponse) KafkaProtocol.ask(port, (short) 3, request);
        List<ApiVersion> all = new ArrayList<>(response.data().apiKeys());
        Map<Integer, String> advertised = new TreeMap<>();
        for (ApiVersion one : all) {
            advertised.put((int) one.apiKey(), one.minVersion() + "-" + one.maxVersion());
        }
        return advertised;
    }
}
