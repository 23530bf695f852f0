package strata.node;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/**
 * Reads {@code listeners} and {@code advertised.listeners}: {@code NAME://host:port}, separated by
 * commas. Strata serves one, of the name {@code PLAINTEXT}.
 */
final class ListenerParser {
    private static final String SERVED = "PLAINTEXT";
    private static final int PORT_MAX = 65_535;

    private final String key;
    private final List<String> controllerNames;

    /**
     * @param key whose value is read, for messages
     * @param controllerNames of {@code controller.listener.names}; such listeners are passed over
     */
    ListenerParser(String key, List<String> controllerNames) {
        this.key = key;
        this.controllerNames = controllerNames;
    }

    /**
     * The one served listener of a value.
     *
     * @throws StartException when the value cannot be read, or holds none or several
     */
    Endpoint parse(String value) {
        List<Endpoint> served = new ArrayList<>(1);
        for (String element : elements(value)) {
            Endpoint endpoint = parseOne(element);
            if (endpoint != null) {
                served.add(endpoint);
            }
        }
        if (served.size() != 1) {
            throw wrong(value, "exactly one " + SERVED + " listener is needed");
        }
        return served.get(0);
    }

    private @Nullable Endpoint parseOne(String element) {
        int nameEnd = element.indexOf("://");
        int hostEnd = element.lastIndexOf(':');
        if (nameEnd < 0 || hostEnd < nameEnd + 3) {
            throw wrong(element, "expected " + SERVED + "://host:port");
        }
        String name = element.substring(0, nameEnd);
        if (controllerNames.contains(name)) {
            return null;
        }
        if (!name.equalsIgnoreCase(SERVED)) {
            throw wrong(element, "only " + SERVED + " is served");
        }
        String host = element.substring(nameEnd + 3, hostEnd);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(element, "an IPv6 address needs brackets, as in [::1]:9092");
        }
        return new Endpoint(host, port(element, element.substring(hostEnd + 1)));
    }

    private int port(String element, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(element, "a port is a number from 0 to " + PORT_MAX);
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

    private StartException wrong(String value, String why) {
        return StartException.usage(
                "Invalid value " + value + " for configuration " + key + ": " + why);
    }
}
