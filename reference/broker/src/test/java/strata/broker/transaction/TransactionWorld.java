package strata.broker.transaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.broker.metadata.MetadataImage;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Message;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Peers;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.Trace;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/** What a node asks and answers, written down; the cluster's metadata as a test has it. */
final class TransactionWorld implements NodeContext {
    /** What was asked of a peer. */
    record Asked(NodeId peer, Lane lane, long correlation, Request request) {
        Event.AnswerArrived answered(Response response) {
            return new Event.AnswerArrived(peer, lane, correlation, response);
        }

        Event.LaneClosed closed() {
            return new Event.LaneClosed(peer, lane, Event.LaneClosed.Reason.RESET);
        }
    }

    final MetadataImage image = new MetadataImage();
    final List<Asked> asked = new ArrayList<>();
    final List<NodeId> disconnected = new ArrayList<>();
    final Map<RequestId, Response> replies = new LinkedHashMap<>();
    // Delays of the timers that are set.
    final Map<Timer, Long> timers = new LinkedHashMap<>();
    long nowMs;
    private long facts;

    /** A broker that serves. */
    static NodeId broker(int number) {
        return new NodeId(number);
    }

    TransactionWorld withBroker(int number) {
        image.apply(
                facts++,
                new BrokerRegistered(
                        broker(number),
                        "localhost",
                        9000 + number,
                        null,
                        facts,
                        new TopicId(1, number),
                        false,
                        false));
        return this;
    }

    /** Makes a topic whose partitions are led so; 0 for by nobody. */
    TransactionWorld withTopic(String name, int... leaders) {
        TopicId id = new TopicId(2, facts);
        image.apply(facts++, new TopicCreated(name, id));
        for (int i = 0; i < leaders.length; i++) {
            leads(name, i, leaders[i]);
        }
        return this;
    }

    void leads(String name, int partition, int leader) {
        TopicId id = Objects.requireNonNull(image.topic(name)).id();
        List<NodeId> replicas = List.of(broker(1), broker(2), broker(3));
        NodeId by = leader == 0 ? null : broker(leader);
        image.apply(facts++, new PartitionChanged(id, partition, replicas, replicas, by, 1, 1));
    }

    Asked only() {
        if (asked.size() != 1) {
            throw new AssertionError("asked: " + asked);
        }
        return asked.get(0);
    }

    /** What was asked since this was last called. */
    List<Asked> take() {
        List<Asked> taken = new ArrayList<>(asked);
        asked.clear();
        return taken;
    }

    @Override
    public NodeId self() {
        return broker(1);
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
                return 1_000_000 + nowMs;
            }
        };
    }

    @Override
    public RandomSource random() {
        throw new AssertionError("nothing is left to chance here");
    }

    @Override
    public Storage storage() {
        throw new AssertionError("nothing is stored here");
    }

    @Override
    public Trace trace() {
        return note -> {};
    }

    @Override
    public Peers peers() {
        return new Peers() {
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
        };
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
        throw new AssertionError("nothing is stored here");
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        timers.put(timer, delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        timers.remove(timer);
    }
}
