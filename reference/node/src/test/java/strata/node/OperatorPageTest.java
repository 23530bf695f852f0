package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import strata.broker.BrokerConfig;

/** The operator's page of the site names the keys that there are. */
class OperatorPageTest {
    private static final Pattern KEY = Pattern.compile("`([a-z][a-z0-9.]+)`");

    /** The rows of the tables of keys: what they say of keys, and the default. */
    private static Map<String, String> defaultsByKey() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        int columnOfDefault = 0;
        for (String line : Files.readAllLines(page())) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("| key |")) {
                columnOfDefault = 2;
            } else if (line.startsWith("| topic | broker |")) {
                columnOfDefault = 3;
            } else if (!line.startsWith("|")) {
                columnOfDefault = 0;
            } else if (columnOfDefault > 0) {
                Matcher key = KEY.matcher(cells[columnOfDefault - 1]);
                while (key.find()) {
                    defaults.put(key.group(1), cells[columnOfDefault].strip());
                }
            }
        }
        return defaults;
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/start/operator.md"))) {
            folder = folder.resolve("..").normalize();
        }
        return folder.resolve("docs/start/operator.md");
    }

    @Test
    void everyKeyOfThePageIsServed() throws IOException {
        List<String> served = new ArrayList<>(NodeConfig.KEYS);
        served.addAll(BrokerConfig.keys());

        assertThat(defaultsByKey()).isNotEmpty();
        assertThat(served).containsAll(defaultsByKey().keySet());
    }

    @Test
    void everyKeyOfTheNodeIsOnThePage() throws IOException {
        String page = Files.readString(page());

        assertThat(NodeConfig.KEYS).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    @Test
    void theDefaultsOfThePageAreThoseOfTheNode() throws IOException {
        SocketSettings settings = SocketSettings.DEFAULTS;
        Map<String, Number> defaults = new LinkedHashMap<>();
        defaults.put("socket.request.max.bytes", settings.requestBytesMax());
        defaults.put("queued.max.request.bytes", settings.queuedBytesMax());
        defaults.put("max.connections", settings.connectionsMax());
        defaults.put("max.connections.per.ip", settings.connectionsPerAddressMax());
        defaults.put("connections.max.idle.ms", settings.idleMsMax());
        defaults.put("socket.send.buffer.bytes", settings.sendBufferBytes());
        defaults.put("socket.receive.buffer.bytes", settings.receiveBufferBytes());
        defaults.put("socket.listen.backlog.size", settings.backlog());

        Map<String, String> onPage = defaultsByKey();

        defaults.forEach(
                (key, value) -> assertThat(onPage).containsEntry(key, String.valueOf(value)));
    }
}
