package strata.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code listeners} and {@code advertised.listeners}: {@code NAME://host:port}, separated by
 * commas. Strata serves the protocol {@code PLAINTEXT}, under any names.
 */
final class ListenerParser {
    private static final String SERVED = "PLAINTEXT";
    // Kafka's protocols, which are listeners' names that need no map.
    private static final Set<String> UNSERVED = Set.of("SSL", "SASL_PLAINTEXT", "SASL_SSL");
    private static final String MAP_KEY = "listener.security.protocol.map";

    private final String key;
    private final EndpointParser endpoints;

    /**
     * @param key whose value is read, for messages
     */
    ListenerParser(String key) {
        this.key = key;
        this.endpoints = new EndpointParser(key);
    }

    /**
     * The listeners of a value, by their names in upper case, in its order.
     *
     * @throws StartException when the value cannot be read
     */
    Map<String, Endpoint> parse(String value) {
        Map<String, Endpoint> parsed = new LinkedHashMap<>();
        for (String element : elements(value)) {
            int nameEnd = element.indexOf("://");
            if (nameEnd <= 0) {
                throw wrong(element, "expected NAME://host:port, as in PLAINTEXT://:9092");
            }
            String name = element.substring(0, nameEnd).toUpperCase(Locale.ROOT);
            Endpoint endpoint =
                    endpoints.parse(element, element.substring(nameEnd + 3), name + "://host:port");
            if (parsed.putIfAbsent(name, endpoint) != null) {
                throw wrong(value, "there are two listeners " + name);
            }
        }
        requireDifferentPlaces(value, parsed);
        return parsed;
    }

    private void requireDifferentPlaces(String value, Map<String, Endpoint> parsed) {
        Map<Endpoint, String> names = new LinkedHashMap<>();
        parsed.forEach(
                (name, endpoint) -> {
                    String other = endpoint.port() == 0 ? null : names.put(endpoint, name);
                    if (other != null) {
                        throw wrong(value, other + " and " + name + " have the same port");
                    }
                });
    }

    /**
     * The protocol that each listener's name stands for, which must be the one that is served.
     *
     * @param names of listeners
     * @param controllerNames of {@code controller.listener.names}, which need no map (KIP-631)
     * @throws StartException when one stands for another protocol, or for none
     */
    static void requireServed(
            PropertyReader reader, Iterable<String> names, List<String> controllerNames) {
        Map<String, String> protocols = protocols(reader.text(MAP_KEY, ""));
        ListenerParser of = new ListenerParser("listeners");
        for (String name : names) {
            String protocol = protocols.getOrDefault(name, name);
            boolean mapped = protocols.containsKey(name);
            if (UNSERVED.contains(protocol)) {
                throw of.wrong(name, "only " + SERVED + " is served");
            }
            if (!mapped && !name.equals(SERVED) && !controllerNames.contains(name)) {
                throw of.wrong(
                        name, "say what it speaks, as in " + MAP_KEY + "=" + name + ":" + SERVED);
            }
        }
    }

    private static Map<String, String> protocols(String value) {
        Map<String, String> protocols = new LinkedHashMap<>();
        ListenerParser of = new ListenerParser(MAP_KEY);
        for (String element : elements(value)) {
            String[] parts = element.toUpperCase(Locale.ROOT).split(":", -1);
            if (parts.length != 2 || parts[0].isBlank()) {
                throw of.wrong(element, "expected NAME:" + SERVED);
            }
            String protocol = parts[1].trim();
            // Others may be named in passing, as in the file that Kafka ships.
            if (!protocol.equals(SERVED) && !UNSERVED.contains(protocol)) {
                throw of.wrong(element, "there is no protocol " + protocol);
            }
            if (protocols.put(parts[0].trim(), protocol) != null) {
                throw of.wrong(value, parts[0] + " is there twice");
            }
        }
        return protocols;
    }

    /** Names of listeners, separated by commas, in upper case. */
    static List<String> names(String value) {
        return elements(value.toUpperCase(Locale.ROOT));
    }

    /** The elements of a list, without blanks around them. */
    static List<String> elements(String value) {
        List<String> elements = new ArrayList<>();
        for (String element : value.split(",", -1)) {
            if (!element.isBlank()) {
                elements.add(element.trim());
            }
        }
        return elements;
    }

    StartException wrong(String value, String why) {
        return StartException.usage(
                "Invalid value " + value + " for configuration " + key + ": " + why);
    }
}
