package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.client.Payload;
import strata.sim.cluster.ClusterClient;
import strata.sim.history.Attempt;

/** Sends records at the times that the story says, all of them acknowledged by all replicas. */
final class StoryProducer implements Actor {
    private static final String LABEL = "p";
    private static final int TIMEOUT_MS = 3_000;
    private static final int RECORD_BYTES = 100;
    private static final long RETRY_US = 20_000;

    private final GroupCluster cluster;
    private final ClusterClient client;
    private final List<Deed> deeds = new ArrayList<>();
    private int sent;

    private record Deed(long ms, Runnable what) {}

    StoryProducer(GroupCluster cluster) {
        this.cluster = cluster;
        this.client = cluster.client(LABEL);
        cluster.stage().actor(this);
    }

    /** Sends these to partition 0. */
    StoryProducer sends(long ms, String... values) {
        deeds.add(new Deed(ms, () -> send(cluster.partitions().get(0), List.of(values))));
        return this;
    }

    /** Sends so many records to each partition, again and again. */
    StoryProducer steadily(long fromMs, long untilMs, long everyMs, int count) {
        for (long ms = fromMs; ms < untilMs; ms += everyMs) {
            deeds.add(new Deed(ms, () -> sendToAll(count)));
        }
        return this;
    }

    private void sendToAll(int count) {
        for (TopicPartition partition : cluster.partitions()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add("r" + ++sent);
            }
            send(partition, values);
        }
    }

    private void send(TopicPartition partition, List<String> values) {
        ClusterClient.Leader leader = client.leader(partition);
        if (leader == null) {
            client.refresh();
            client.later(RETRY_US, RETRY_US, () -> send(partition, values));
            return;
        }
        List<byte[]> payloads = new ArrayList<>();
        values.forEach(value -> payloads.add(Payload.of(value, RECORD_BYTES)));
        Attempt attempt = cluster.stage().history().sending(LABEL, partition.toString(), values);
        Produce.PartitionData data =
                new Produce.PartitionData(
                        partition.partition(),
                        cluster.codec()
                                .encode(
                                        payloads,
                                        client.world().keyed("story").of(values.get(0)).at(0)));
        Produce.Request request =
                new Produce.Request(
                        (short) -1,
                        TIMEOUT_MS,
                        null,
                        List.of(
                                new Produce.TopicData(
                                        TopicRef.named(partition.topic()), List.of(data))));
        client.link(leader.node()).send(request, new Sent(attempt));
    }

    private final class Sent implements SimConnection.Reply {
        private final Attempt attempt;

        Sent(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void answered(Response response) {
            Produce.PartitionResult result =
                    ((Produce.Response) response).topics().get(0).partitions().get(0);
            if (result.error() == ErrorCode.NONE) {
                cluster.stage().history().acknowledged(attempt, result.baseOffset());
            } else {
                lost(result.error().toString());
            }
        }

        @Override
        public void lost(String why) {
            cluster.stage().history().lost(attempt, why);
            client.refresh();
        }
    }

    @Override
    public void begin() {
        deeds.forEach(deed -> client.world().after(1_000 * deed.ms, deed.what));
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }
}
