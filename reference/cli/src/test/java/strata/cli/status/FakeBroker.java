package strata.cli.status;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.node.NodeConfig;
import strata.node.NodeFactory;
import strata.node.NodeServer;

/** A real server with a node behind it that says what a test wants it to say. */
public final class FakeBroker implements AutoCloseable {
    private final NodeServer server;

    private FakeBroker(NodeServer server) {
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param answers to whatever is asked but ApiVersions
     */
    public static FakeBroker start(
            Path data, int id, Set<Api> apis, Function<Request, Response> answers) {
        EnumSet<Api> served = EnumSet.of(Api.API_VERSIONS);
        served.addAll(apis);
        Map<String, String> properties =
                Map.of(
                        "node.id", Integer.toString(id),
                        "listeners", "PLAINTEXT://127.0.0.1:0",
                        "log.dirs", data.toString());
        Answering node = new Answering(served, answers);
        return new FakeBroker(
                NodeServer.start(
                        NodeConfig.of(properties),
                        null,
                        identity -> new NodeFactory.Served(node, served)));
    }

    @SuppressWarnings("NullAway.Init") // Its context is there from start() on.
    private static final class Answering implements Node {
        private final Set<Api> apis;
        private final Function<Request, Response> answers;
        private NodeContext context;

        Answering(Set<Api> apis, Function<Request, Response> answers) {
            this.apis = apis;
            this.answers = answers;
        }

        @Override
        public void start(NodeContext started) {
            context = started;
        }

        @Override
        public void handle(Event event) {
            if (event instanceof Event.RequestArrived arrived) {
                boolean versions = arrived.request() instanceof ApiVersions.Request;
                context.reply(
                        arrived.id(),
                        versions
                                ? new ApiVersions.Response(apis)
                                : answers.apply(arrived.request()));
            }
        }
    }

    /** Where it listens. */
    public int port() {
        return server.listening().port();
    }

    @Override
    public void close() {
        server.stop().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
