package strata.node;

/** Reads {@code host:port} in the value of a configuration key. */
final class EndpointParser {
    private static final int PORT_MAX = 65_535;

    private final String key;

    /**
     * @param key whose value is read, for messages
     */
    EndpointParser(String key) {
        this.key = key;
    }

    /**
     * An address.
     *
     * @param element what it is part of, for messages
     * @param text {@code host:port}; the host may be empty, an IPv6 address has brackets
     * @param form what is expected, for messages
     * @throws StartException when it cannot be read
     */
    Endpoint parse(String element, String text, String form) {
        int hostEnd = text.lastIndexOf(':');
        if (hostEnd < 0) {
            throw wrong(element, "expected " + form);
        }
        String host = text.substring(0, hostEnd);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(element, "an IPv6 address needs brackets, as in [::1]:9092");
        }
        return new Endpoint(host, port(element, text.substring(hostEnd + 1)));
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

    /** What is thrown for a wrong value of the key. */
    StartException wrong(String value, String why) {
        return StartException.usage(
                "Invalid value " + value + " for configuration " + key + ": " + why);
    }
}
