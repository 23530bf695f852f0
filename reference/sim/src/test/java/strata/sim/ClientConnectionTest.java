package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.Metadata;
import strata.kernel.request.Response;
import strata.sim.disk.CrashMode;
import strata.sim.net.Disturbance;
import strata.sim.net.Host;
import strata.sim.net.NetworkTiming;

/** Clients' connections take the same paths as those between nodes. */
final class ClientConnectionTest {
    /** Answers everything at once. */
    private final class Echo implements Node {
        private @Nullable NodeContext context;

        @Override
        public void start(NodeContext given) {
            context = given;
        }

        @Override
        public void handle(Event event) {
            if (event instanceof Event.RequestArrived arrived) {
                seen.add("request " + arrived.id().number());
                Response answer = new Response.NoAnswer();
                Objects.requireNonNull(context).reply(arrived.id(), answer);
            } else {
                seen.add(event.getClass().getSimpleName());
            }
        }
    }

    private final SimWorld world = new SimWorld(1);
    private final SimNode node = world.addNode(new NodeId(1), Echo::new);
    private final Host client = world.network().host("p1");
    private final List<String> seen = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    ClientConnectionTest() {
        world.network()
                .timing(NetworkTiming.LAN.withDelays(100, 100).withPatience(200_000, 300_000));
        node.start();
    }

    @Test
    void aRequestWaitsThroughAShortCutOfItsWay() {
        Disturbance cut = world.network().cut(client, node.host());
        connect().send(request(), reply("a"));
        world.runFor(100_000);
        assertThat(seen).isEmpty();

        cut.end();
        world.runFor(10_000);

        assertThat(answers).containsExactly("a answered");
    }

    @Test
    void anAnswerWaitsThroughAShortCutOfTheWayBack() {
        SimConnection connection = warm();
        Disturbance cut = world.network().cut(node.host(), client);
        connection.send(request(), reply("a"));
        world.runFor(100_000);
        assertThat(seen).containsExactly("request 0", "request 1");
        assertThat(answers).containsExactly("warm answered");

        cut.end();
        world.runFor(10_000);

        assertThat(answers).containsExactly("warm answered", "a answered");
    }

    @Test
    void aLongCutLosesWhatWaitsAndTheClientIsToldOnceOfEachRequest() {
        SimConnection connection = warm();
        world.network().cut(node.host(), client);
        connection.send(request(), reply("a"));
        connection.send(request(), reply("b"));

        world.runFor(1_000_000);

        assertThat(answers.subList(1, 3)).allMatch(line -> line.contains(" lost: "));
        assertThat(answers).hasSize(3);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aResetIsToldToBothSides() {
        SimConnection connection = warm();
        world.network().resetAll(null);

        world.runFor(10_000);

        assertThat(connection.isOpen()).isFalse();
        assertThat(seen).containsExactly("request 0", "ClientDisconnected");
    }

    @Test
    void aLossOfPowerIsNoticedLateByWhoeverWaitsForAnAnswer() {
        SimConnection connection = warm();
        node.pause();
        connection.send(request(), reply("a"));
        world.runFor(10_000);

        node.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));

        world.runFor(150_000);
        assertThat(answers).containsExactly("warm answered");
        world.runFor(200_000);
        assertThat(answers).hasSize(2);
    }

    @Test
    void aKilledProcessIsNoticedAtOnceByWhoeverWaitsForAnAnswer() {
        SimConnection connection = warm();
        node.pause();
        connection.send(request(), reply("a"));
        world.runFor(10_000);

        node.crash(CrashMode.KEEP_ALL, new SeededRandom(1));
        world.runFor(200);

        assertThat(answers).hasSize(2);
    }

    private SimConnection warm() {
        SimConnection connection = connect();
        connection.send(request(), reply("warm"));
        world.runFor(10_000);
        assertThat(answers).containsExactly("warm answered");
        return connection;
    }

    private SimConnection connect() {
        return Objects.requireNonNull(node.connect(new ClientInfo("p1", "sim")));
    }

    private static Metadata.Request request() {
        return new Metadata.Request(null, false);
    }

    private SimConnection.Reply reply(String name) {
        return new SimConnection.Reply() {
            @Override
            public void answered(Response response) {
                answers.add(name + " answered");
            }

            @Override
            public void lost(String why) {
                answers.add(name + " lost: " + why);
            }
        };
    }
}
