package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import strata.broker.BrokerConfig;
import strata.broker.OneRandom;
import strata.kernel.Clock;
import strata.kernel.Lane;
import strata.kernel.Message;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Peers;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.Trace;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/** What a node asks of its peers, and its time, kept by hand. */
final class PeerWorld implements NodeContext, Peers {
    record Asked(NodeId peer, Lane lane, long correlation, Request request) {}

    final List<Asked> asked = new ArrayList<>();
    final List<NodeId> disconnected = new ArrayList<>();
    final Map<RequestId, Response> replies = new LinkedHashMap<>();
    final BrokerConfig config;
    Predicate<Timer> timers = timer -> false;
    private final Map<Timer, Long> dueMs = new LinkedHashMap<>();
    private final SplittableRandom random;
    private long nowMs = 1_000;

    /** A broker. */
    PeerWorld() {
        this(
                BrokerConfig.of(
                        new BrokerConfig.Identity(
                                new NodeId(100),
                                ControllerWorld.CLUSTER,
                                BrokerConfig.Roles.BROKER,
                                List.of(new Listener("PLAINTEXT", "localhost", 9100)),
                                List.of(new NodeEndpoint(new NodeId(1), "localhost", 9090))),
                        new LinkedHashMap<>()),
                3);
    }

    PeerWorld(BrokerConfig config, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
    }

    /** Time goes by without any timer being seen to. */
    void standsStill(long ms) {
        nowMs += ms;
    }

    /** What was to happen later does not. */
    void forgetTimers() {
        dueMs.clear();
    }

    Asked last() {
        return asked.get(asked.size() - 1);
    }

    <R extends Response> R answer(Class<R> type, RequestId id) {
        return type.cast(Objects.requireNonNull(replies.get(id), "not answered"));
    }

    void passes(long ms) {
        long untilMs = nowMs + ms;
        while (true) {
            Map.Entry<Timer, Long> next = null;
            for (Map.Entry<Timer, Long> entry : dueMs.entrySet()) {
                if (next == null || entry.getValue() < next.getValue()) {
                    next = entry;
                }
            }
            if (next == null || next.getValue() > untilMs) {
                break;
            }
            nowMs = Math.max(nowMs, next.getValue());
            Timer timer = Objects.requireNonNull(next.getKey());
            dueMs.remove(timer);
            if (!timers.test(timer)) {
                throw new AssertionError("whose is " + timer);
            }
        }
        nowMs = untilMs;
    }

    @Override
    public NodeId self() {
        return config.identity().id();
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long monotonicMs() {
                return nowMs;
            }

            @Override
            public long wallMs() {
                return nowMs;
            }
        };
    }

    @Override
    public RandomSource random() {
        return new OneRandom(random);
    }

    @Override
    public Storage storage() {
        throw new AssertionError("no files here");
    }

    @Override
    public Trace trace() {
        return Trace.NONE;
    }

    @Override
    public Peers peers() {
        return this;
    }

    @Override
    public void reach(NodeId peer, String host, int port) {}

    @Override
    public void ask(NodeId peer, Lane lane, long correlation, Request request) {
        asked.add(new Asked(peer, lane, correlation, request));
    }

    @Override
    public void disconnect(NodeId peer, Lane lane) {
        disconnected.add(peer);
    }

    @Override
    public void send(NodeId to, Message message) {
        throw new AssertionError("a message: " + message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        if (replies.put(to, response) != null) {
            throw new AssertionError("answered twice: " + to);
        }
    }

    @Override
    public void sync(List<StorageFile> files, SyncId id) {
        throw new AssertionError("no files here");
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        dueMs.remove(timer);
        dueMs.put(timer, nowMs + delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        dueMs.remove(timer);
    }
}
