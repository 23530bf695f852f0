package strata.node;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.BrokerConfig.Roles;
import strata.kernel.NodeId;
import strata.kernel.request.NodeEndpoint;

/**
 * What a node is to its cluster.
 *
 * @param roles {@code process.roles}
 * @param voters {@code controller.quorum.voters}, by id; empty for a node that is alone
 */
public record Membership(Roles roles, List<NodeEndpoint> voters) {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private static final String ROLES = "process.roles";
    private static final String VOTERS = "controller.quorum.voters";
    private static final String VOTER_FORM = "id@host:port";

    /** A node that is broker, controller and quorum. */
    static final Membership ALONE = new Membership(Roles.BROKER_AND_CONTROLLER, List.of());

    /**
     * Reads the roles and the voters.
     *
     * @throws StartException when they are wrong
     */
    static Membership of(PropertyReader reader, int nodeId) {
        Roles roles = roles(reader.text(ROLES, ""));
        String value = reader.text(VOTERS, "");
        List<NodeEndpoint> voters = voters(value);
        boolean isVoter = voters.stream().anyMatch(voter -> voter.id().number() == nodeId);
        if (!roles.isController() && voters.isEmpty()) {
            throw StartException.usage(
                    "Missing required configuration "
                            + VOTERS
                            + ": process.roles=broker has to know the controllers, as in "
                            + VOTERS
                            + "=1@host1:9093,2@host2:9093,3@host3:9093");
        }
        if (!roles.isController() && isVoter) {
            throw wrong(VOTERS, value, "process.roles=broker, but node " + nodeId + " votes");
        }
        if (roles.isController() && !voters.isEmpty() && !isVoter) {
            throw wrong(
                    VOTERS,
                    value,
                    "this node is a controller, and its node.id=" + nodeId + " is not among them");
        }
        int count = voters.size();
        if (count % 2 == 0 && count > 0) {
            LOG.warn(
                    "{} has {} voters: they survive the loss of {}, as {} would",
                    VOTERS,
                    count,
                    (count - 1) / 2,
                    count - 1);
        } else if (count > 5) {
            LOG.warn("{} has {} voters: Strata is tested with 1, 3 and 5", VOTERS, count);
        }
        return new Membership(roles, voters);
    }

    /** Whether it is all that its cluster has: broker, controller and quorum. */
    boolean isAlone() {
        return roles == Roles.BROKER_AND_CONTROLLER && voters.size() <= 1;
    }

    /** Whether there are other nodes in its cluster. */
    boolean hasCompanions() {
        return voters.size() > 1 || !roles.isController();
    }

    /**
     * Checks that the quorum finds this node where it listens.
     *
     * @throws StartException when it would not
     */
    void requireReachable(int nodeId, List<ListenerConfig> listeners) {
        for (NodeEndpoint voter : voters) {
            boolean own = voter.id().number() == nodeId;
            if (own
                    && listeners.stream()
                            .noneMatch(l -> l.use().isController() && l.hasPort(voter.port()))) {
                throw wrong(
                        VOTERS,
                        voter.id() + "@" + new Endpoint(voter.host(), voter.port()),
                        "no listener of the controller has that port");
            }
        }
    }

    private static Roles roles(String value) {
        TreeSet<String> named = new TreeSet<>();
        for (String role : ListenerParser.elements(value)) {
            if (!role.equals("broker") && !role.equals("controller")) {
                throw wrong(ROLES, value, "roles are broker and controller");
            }
            if (!named.add(role)) {
                throw wrong(ROLES, value, role + " is there twice");
            }
        }
        if (named.size() == 1) {
            return named.first().equals("broker") ? Roles.BROKER : Roles.CONTROLLER;
        }
        return Roles.BROKER_AND_CONTROLLER;
    }

    private static List<NodeEndpoint> voters(String value) {
        EndpointParser endpoints = new EndpointParser(VOTERS);
        List<NodeEndpoint> voters = new ArrayList<>();
        for (String element : ListenerParser.elements(value)) {
            int idEnd = element.indexOf('@');
            if (idEnd < 0) {
                throw wrong(VOTERS, element, "expected " + VOTER_FORM);
            }
            int id = id(element, element.substring(0, idEnd));
            Endpoint at = endpoints.parse(element, element.substring(idEnd + 1), VOTER_FORM);
            if (at.isWildcard() || at.port() == 0) {
                throw wrong(VOTERS, element, "name a host and a port where it is reached");
            }
            for (NodeEndpoint other : voters) {
                if (other.id().number() == id) {
                    throw wrong(VOTERS, value, "node " + id + " is there twice");
                }
                if (other.host().equals(at.host()) && other.port() == at.port()) {
                    throw wrong(VOTERS, value, other.id() + " and " + id + " are at " + at);
                }
            }
            voters.add(new NodeEndpoint(new NodeId(id), at.host(), at.port()));
        }
        voters.sort((left, right) -> Integer.compare(left.id().number(), right.id().number()));
        return List.copyOf(voters);
    }

    private static int id(String element, String text) {
        try {
            int id = Integer.parseInt(text.trim());
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(VOTERS, element, "an id is a number from 0, as in " + VOTER_FORM);
    }

    private static StartException wrong(String key, String value, String why) {
        return new EndpointParser(key).wrong(value, why);
    }
}
