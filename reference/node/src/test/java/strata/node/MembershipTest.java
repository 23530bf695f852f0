package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.broker.BrokerConfig.Roles;
import strata.kernel.NodeId;
import strata.kernel.request.NodeEndpoint;

/** What a node is to its cluster. */
class MembershipTest {
    private static final String THREE = "3@c:9092,1@a:9092,2@b:9092";

    @Test
    void aNodeIsBrokerAndControllerUnlessItIsTold() {
        assertThat(membership(1, "", "").roles()).isEqualTo(Roles.BROKER_AND_CONTROLLER);
        assertThat(membership(1, "controller,broker", "").roles())
                .isEqualTo(Roles.BROKER_AND_CONTROLLER);
        assertThat(membership(1, "controller", "").roles()).isEqualTo(Roles.CONTROLLER);
        assertThat(membership(4, "broker", THREE).roles()).isEqualTo(Roles.BROKER);
    }

    @Test
    void votersAreReadAndKeptInTheOrderOfTheirIds() {
        assertThat(membership(2, "", " 3@[::1]:9093 , 2@b:9092,1@10.0.0.1:9091").voters())
                .containsExactly(
                        new NodeEndpoint(new NodeId(1), "10.0.0.1", 9091),
                        new NodeEndpoint(new NodeId(2), "b", 9092),
                        new NodeEndpoint(new NodeId(3), "::1", 9093));
    }

    @Test
    void whoHasCompanionsHasToBeToldItsCluster() {
        assertThat(membership(1, "", "").hasCompanions()).isFalse();
        assertThat(membership(1, "", "1@a:9092").hasCompanions()).isFalse();
        assertThat(membership(1, "", THREE).hasCompanions()).isTrue();
        assertThat(membership(4, "broker", "1@a:9092").hasCompanions()).isTrue();
    }

    @Test
    void anEvenQuorumIsServedThoughItIsNoBetterThanOneLess() {
        assertThat(membership(1, "", "1@a:9092,2@b:9092").voters()).hasSize(2);
    }

    @Test
    void rolesThatThereAreNotAreRefused() {
        assertThat(refused(1, "zookeeper", "")).contains("process.roles", "broker and controller");
        assertThat(refused(1, "broker,broker", "")).contains("process.roles", "twice");
    }

    @Test
    void aListOfVotersThatCannotBeRightIsRefused() {
        assertThat(refused(4, "", THREE)).contains("node.id=4 is not among them");
        assertThat(refused(1, "broker", "")).contains("process.roles=broker", "1@host1:9093");
        assertThat(refused(1, "broker", THREE)).contains("process.roles=broker", "node 1 votes");
        assertThat(refused(1, "", "1@a:9092,1@b:9092")).contains("node 1 is there twice");
        assertThat(refused(1, "", "1@a:9092,2@a:9092")).contains("1 and 2 are at a:9092");
        assertThat(refused(1, "", "a:9092")).contains("expected id@host:port");
        assertThat(refused(1, "", "1@a")).contains("expected id@host:port");
        assertThat(refused(1, "", "one@a:9092")).contains("an id is a number");
        assertThat(refused(1, "", "-1@a:9092")).contains("an id is a number");
        assertThat(refused(1, "", "1@a:70000")).contains("0 to 65535");
        assertThat(refused(1, "", "1@0.0.0.0:9092")).contains("name a host");
        assertThat(refused(1, "", "1@:9092")).contains("name a host");
        assertThat(refused(1, "", "1@a:0")).contains("name a host and a port");
        assertThat(refused(1, "", "1@::1:9092")).contains("brackets");
    }

    @Test
    void theQuorumFindsANodeWhereItListens() {
        assertThat(refused(1, "", "1@a:9093"))
                .contains("1@a:9093", "no listener of the controller");
        Map<String, String> properties = properties(1, "", "1@a:9093,2@b:9093,3@c:9093");
        properties.put("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093");
        properties.put("controller.listener.names", "CONTROLLER");
        assertThat(NodeConfig.of(properties).membership().voters()).hasSize(3);

        properties.put("controller.quorum.voters", "1@a:9092");
        assertThat(message(properties)).contains("1@a:9092");
    }

    private static Membership membership(int nodeId, String roles, String voters) {
        return Membership.of(new PropertyReader(properties(nodeId, roles, voters)), nodeId);
    }

    private static String refused(int nodeId, String roles, String voters) {
        return message(properties(nodeId, roles, voters));
    }

    private static String message(Map<String, String> properties) {
        StartException refused =
                catchThrowableOfType(StartException.class, () -> NodeConfig.of(properties));
        assertThat(refused).as("%s", properties).isNotNull();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return String.valueOf(refused.getMessage());
    }

    private static Map<String, String> properties(int nodeId, String roles, String voters) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", Integer.toString(nodeId));
        properties.put("log.dirs", "/data");
        if (!roles.isEmpty()) {
            properties.put("process.roles", roles);
        }
        if (!voters.isEmpty()) {
            properties.put("controller.quorum.voters", voters);
        }
        return properties;
    }
}
