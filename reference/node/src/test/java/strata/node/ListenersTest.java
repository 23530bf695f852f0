package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.node.ListenerConfig.Use;

/** Which listeners a node has, and who connects to which. */
class ListenersTest {
    @Test
    void listenersAreReadInAllTheirForms() {
        assertThat(bound("PLAINTEXT://:0")).isEqualTo(new Endpoint("", 0));
        assertThat(bound("PLAINTEXT://127.0.0.1:19092"))
                .isEqualTo(new Endpoint("127.0.0.1", 19092));
        assertThat(bound(" PLAINTEXT://[::1]:9092 , ")).isEqualTo(new Endpoint("::1", 9092));
        assertThat(new Endpoint("::1", 9092)).hasToString("[::1]:9092");
        assertThat(bound("plaintext://host:65535")).isEqualTo(new Endpoint("host", 65535));
    }

    @Test
    void theOnlyListenerServesEverybody() {
        assertThat(uses("listeners=PLAINTEXT://:9092"))
                .containsExactly(Map.entry("PLAINTEXT", Use.ALL));
        assertThat(uses("listeners=PLAINTEXT://:9092", "controller.listener.names=PLAINTEXT"))
                .containsExactly(Map.entry("PLAINTEXT", Use.ALL));
        assertThat(uses("listeners=CONTROLLER://:9093", "controller.listener.names=controller"))
                .containsExactly(Map.entry("CONTROLLER", Use.ALL));
    }

    @Test
    void kafkasSeparateListenersAreKeptApart() {
        assertThat(
                        uses(
                                "listeners=CONTROLLER://:9093,PLAINTEXT://:9092",
                                "controller.listener.names=CONTROLLER"))
                .as("the first is where brokers reach each other")
                .containsExactly(
                        Map.entry("PLAINTEXT", Use.BROKER),
                        Map.entry("CONTROLLER", Use.CONTROLLER));
    }

    @Test
    void aControllerAloneHasItsListenerAndNoOther() {
        String roles = "process.roles=controller";
        String names = "controller.listener.names=CONTROLLER";

        assertThat(uses(roles, names, "listeners=CONTROLLER://:9093"))
                .containsExactly(Map.entry("CONTROLLER", Use.CONTROLLER));
        assertThat(uses(roles, "listeners=PLAINTEXT://:9093"))
                .containsExactly(Map.entry("PLAINTEXT", Use.CONTROLLER));
        assertThat(refused(roles, names, "listeners=CONTROLLER://:9093,PLAINTEXT://:9092"))
                .contains("process.roles=controller")
                .endsWith("alone, not PLAINTEXT");
        assertThat(
                        refused(
                                roles,
                                "listeners=A://:9093,B://:9092",
                                "listener.security.protocol.map=A:PLAINTEXT,B:PLAINTEXT"))
                .contains("controller.listener.names", "which of A,B");
    }

    @Test
    void aBrokerAloneHasNoListenerOfAController() {
        String roles = "process.roles=broker";
        String voters = "controller.quorum.voters=7@other:9093";
        String names = "controller.listener.names=CONTROLLER";

        assertThat(uses(roles, voters, names, "listeners=PLAINTEXT://:9092"))
                .containsExactly(Map.entry("PLAINTEXT", Use.BROKER));
        assertThat(refused(roles, voters, names, "listeners=PLAINTEXT://:9092,CONTROLLER://:9093"))
                .contains("process.roles=broker", "CONTROLLER");
    }

    @Test
    void oneListenerIsForBrokersAndOthersForClients() {
        String listeners = "listeners=OUTSIDE://:9094,INSIDE://:9092";
        String map = "listener.security.protocol.map=INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,X:SSL";

        assertThat(uses(listeners, map, "inter.broker.listener.name=INSIDE"))
                .containsExactly(Map.entry("INSIDE", Use.ALL), Map.entry("OUTSIDE", Use.BROKER));
        assertThat(refused(listeners, map, "inter.broker.listener.name=NONE"))
                .contains("inter.broker.listener.name", "OUTSIDE,INSIDE");
        assertThat(
                        refused(
                                "listeners=PLAINTEXT://:9092,CONTROLLER://:9093",
                                "controller.listener.names=CONTROLLER",
                                "inter.broker.listener.name=CONTROLLER"))
                .contains("it is the controller's listener");
    }

    @Test
    void listenersThatCannotBeServedAreRefused() {
        assertThat(refused("listeners=SSL://:9092")).contains("only PLAINTEXT is served");
        assertThat(refused("listeners=SECRET://:9092", "listener.security.protocol.map=SECRET:SSL"))
                .contains("SECRET", "only PLAINTEXT is served");
        assertThat(refused("listeners=HOUSE://:9092"))
                .contains("listener.security.protocol.map=HOUSE:PLAINTEXT");
        assertThat(
                        refused(
                                "listeners=PLAINTEXT://:9092",
                                "listener.security.protocol.map=PLAINTEXT"))
                .contains("expected NAME:PLAINTEXT");
        assertThat(
                        refused(
                                "listeners=PLAINTEXT://:9092",
                                "listener.security.protocol.map=PLAINTEXT:CLEAR"))
                .contains("there is no protocol CLEAR");
        assertThat(refused("listeners=PLAINTEXT://:9092,PLAINTEXT://:9093"))
                .contains("two listeners PLAINTEXT");
        assertThat(
                        refused(
                                "listeners=PLAINTEXT://:9092,CONTROLLER://:9092",
                                "controller.listener.names=CONTROLLER"))
                .contains("PLAINTEXT and CONTROLLER have the same port");
        assertThat(refused("listeners=")).contains("a listener is needed");
        assertThat(refused("listeners=9092")).contains("expected NAME://host:port");
        assertThat(refused("listeners=PLAINTEXT://host"))
                .contains("expected PLAINTEXT://host:port");
        assertThat(refused("listeners=PLAINTEXT://host:x")).contains("0 to 65535");
        assertThat(refused("listeners=PLAINTEXT://host:65536")).contains("0 to 65535");
        assertThat(refused("listeners=PLAINTEXT://::1:9092")).contains("brackets");
        assertThat(refused("controller.listener.names=CONTROLLER"))
                .contains("controller.listener.names", "none of that name");
    }

    @Test
    void whatIsAdvertisedBelongsToAListenerAndCanBeReached() {
        assertThat(refused("advertised.listeners=PLAINTEXT://0.0.0.0:9092"))
                .contains("advertised.listeners", "name a host");
        assertThat(refused("advertised.listeners=OUTSIDE://host:9092"))
                .contains("advertised.listeners", "listeners has only PLAINTEXT");
    }

    @Test
    void clientsAreToldAnAddressTheyCanReach() {
        assertThat(advertised("listeners=PLAINTEXT://127.0.0.1:0"))
                .isEqualTo(new Endpoint("127.0.0.1", 4711));
        assertThat(advertised("listeners=PLAINTEXT://:0").isWildcard()).isFalse();
        assertThat(
                        advertised(
                                "listeners=PLAINTEXT://:0",
                                "advertised.listeners=PLAINTEXT://kafka.example:9092"))
                .isEqualTo(new Endpoint("kafka.example", 9092));
        assertThat(
                        advertised(
                                "listeners=PLAINTEXT://:0",
                                "advertised.listeners=PLAINTEXT://localhost:0"))
                .isEqualTo(new Endpoint("localhost", 4711));
    }

    private static Endpoint advertised(String... lines) {
        return config(lines).listeners().get(0).advertisedAt(4711);
    }

    private static Endpoint bound(String listeners) {
        return config("listeners=" + listeners).listeners().get(0).bind();
    }

    private static List<Map.Entry<String, Use>> uses(String... lines) {
        return config(lines).listeners().stream().map(l -> Map.entry(l.name(), l.use())).toList();
    }

    private static String refused(String... lines) {
        StartException refused = catchThrowableOfType(StartException.class, () -> config(lines));
        assertThat(refused).as("%s", List.of(lines)).isNotNull();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return String.valueOf(refused.getMessage());
    }

    private static NodeConfig config(String... lines) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", "1");
        properties.put("log.dirs", "/data");
        for (String line : lines) {
            int end = line.indexOf('=');
            properties.put(line.substring(0, end), line.substring(end + 1));
        }
        return NodeConfig.of(properties);
    }
}
