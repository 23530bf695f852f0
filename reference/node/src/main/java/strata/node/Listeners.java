package strata.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import strata.broker.BrokerConfig.Roles;
import strata.node.ListenerConfig.Use;

/**
 * Which listeners a node has, and who connects to which. As in Kafka, but one listener may serve
 * everybody: that is so where {@code controller.listener.names} leaves none for clients, or is not
 * set.
 */
final class Listeners {
    private static final String LISTENERS = "listeners";
    private static final String ADVERTISED = "advertised.listeners";
    private static final String CONTROLLER_NAMES = "controller.listener.names";
    private static final String INTER_BROKER = "inter.broker.listener.name";
    private static final String USUAL_NAME = "PLAINTEXT";
    private static final String DEFAULT = USUAL_NAME + "://:9092";

    private final PropertyReader reader;
    private final Roles roles;
    private final List<String> controllerNames;

    private Listeners(PropertyReader reader, Roles roles) {
        this.reader = reader;
        this.roles = roles;
        this.controllerNames = ListenerParser.names(reader.text(CONTROLLER_NAMES, ""));
    }

    /**
     * The listeners of a node, at least one; the first is where other brokers reach it, or the
     * controller's of a node that is no broker.
     *
     * @throws StartException when they are wrong
     */
    static List<ListenerConfig> of(PropertyReader reader, Roles roles) {
        return new Listeners(reader, roles).read();
    }

    private List<ListenerConfig> read() {
        String value = reader.text(LISTENERS, DEFAULT);
        Map<String, Endpoint> own = new ListenerParser(LISTENERS).parse(value);
        if (own.isEmpty()) {
            throw wrong(LISTENERS, value, "a listener is needed, as in " + DEFAULT);
        }
        ListenerParser.requireServed(reader, own.keySet(), controllerNames);
        Map<String, Endpoint> advertised = advertised(own);
        String first = first(own);
        List<ListenerConfig> listeners = new ArrayList<>();
        own.forEach(
                (name, bind) -> {
                    ListenerConfig listener =
                            new ListenerConfig(
                                    name, bind, advertised.get(name), use(name, first, own));
                    listeners.add(name.equals(first) ? 0 : listeners.size(), listener);
                });
        return List.copyOf(listeners);
    }

    /** The names that are not the controller's. */
    private List<String> clientNames(Map<String, Endpoint> own) {
        return own.keySet().stream().filter(name -> !controllerNames.contains(name)).toList();
    }

    private Use use(String name, String first, Map<String, Endpoint> own) {
        if (roles == Roles.CONTROLLER) {
            return Use.CONTROLLER;
        }
        boolean ofController = controllerNames.contains(name);
        if (ofController && !clientNames(own).isEmpty()) {
            return Use.CONTROLLER;
        }
        boolean shared = ofController || (controllerNames.isEmpty() && name.equals(first));
        return roles.isController() && shared ? Use.ALL : Use.BROKER;
    }

    private String first(Map<String, Endpoint> own) {
        List<String> clients = clientNames(own);
        requireControllers(own, clients);
        String asked = reader.text(INTER_BROKER, "").toUpperCase(Locale.ROOT);
        if (roles == Roles.CONTROLLER) {
            return own.keySet().iterator().next();
        }
        List<String> reachable = clients.isEmpty() ? List.copyOf(own.keySet()) : clients;
        if (asked.isEmpty()) {
            return reachable.contains(USUAL_NAME) ? USUAL_NAME : reachable.get(0);
        }
        if (!reachable.contains(asked)) {
            throw wrong(
                    INTER_BROKER,
                    asked,
                    own.containsKey(asked)
                            ? "it is the controller's listener"
                            : "listeners has only " + String.join(",", own.keySet()));
        }
        return asked;
    }

    private void requireControllers(Map<String, Endpoint> own, List<String> clients) {
        String names = String.join(",", controllerNames);
        boolean someHere = clients.size() < own.size();
        if (roles == Roles.BROKER && someHere && !clients.isEmpty()) {
            throw wrong(
                    LISTENERS,
                    reader.text(LISTENERS, DEFAULT),
                    "process.roles=broker has no listener of a controller (" + names + ")");
        }
        if (roles.isController() && !controllerNames.isEmpty() && !someHere) {
            throw wrong(CONTROLLER_NAMES, names, "listeners has none of that name");
        }
        if (roles == Roles.CONTROLLER) {
            if (controllerNames.isEmpty() && own.size() > 1) {
                throw StartException.usage(
                        "Missing required configuration "
                                + CONTROLLER_NAMES
                                + ": which of "
                                + String.join(",", own.keySet())
                                + " is the controller's?");
            }
            if (!controllerNames.isEmpty() && !clients.isEmpty()) {
                throw wrong(
                        LISTENERS,
                        reader.text(LISTENERS, DEFAULT),
                        "process.roles=controller has listeners of "
                                + CONTROLLER_NAMES
                                + " alone, not "
                                + String.join(",", clients));
            }
        }
    }

    private Map<String, Endpoint> advertised(Map<String, Endpoint> own) {
        String value = reader.text(ADVERTISED, "");
        Map<String, Endpoint> advertised = new ListenerParser(ADVERTISED).parse(value);
        for (Map.Entry<String, Endpoint> entry : advertised.entrySet()) {
            if (!own.containsKey(entry.getKey())) {
                throw wrong(
                        ADVERTISED,
                        entry.getKey(),
                        "listeners has only " + String.join(",", new TreeSet<>(own.keySet())));
            }
            if (entry.getValue().isWildcard()) {
                throw wrong(
                        ADVERTISED,
                        entry.getValue().toString(),
                        "clients cannot connect to all interfaces; name a host");
            }
        }
        return advertised;
    }

    private static StartException wrong(String key, String value, String why) {
        return new ListenerParser(key).wrong(value, why);
    }
}
