package strata.sim.transactions;

import java.util.List;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.cluster.ClusterClient;
import strata.sim.record.Recorder;

/**
 * An idempotent producer that does what the story says; batches that it has sent can come once more
 * at any time.
 */
final class StoryRepeater implements Sender.Outcome {

    private final String label;
    private final Parties parties;
    private final Party party;
    private final Sender sender;
    private final Recorder recorder;
    private final StoryTimes times;

    StoryRepeater(TransactionCluster cluster, String label) {
        this.label = label;
        this.parties = cluster.client(label, null);
        this.party = parties.party(0);
        this.sender = new Sender(party, this);
        this.recorder = cluster.stage().world().recorder();
        this.times = new StoryTimes(cluster.stage());
    }

    /** Asks any node for a producer id. */
    StoryRepeater starts(long ms) {
        times.before(ms, party.client()::refresh);
        return does(ms, this::ask);
    }

    private void ask() {
        party.client()
                .askAny(
                        new InitProducerId.Request(null, Integer.MAX_VALUE, -1L, (short) -1),
                        reply(
                                response -> {
                                    InitProducerId.Response told =
                                            (InitProducerId.Response) response;
                                    if (told.error() == ErrorCode.NONE) {
                                        sender.in(told.producerId(), told.producerEpoch());
                                    } else {
                                        party.life().backOff(this::ask);
                                    }
                                }));
    }

    /** Sends one batch. */
    StoryRepeater sends(long ms, TopicPartition to, String... values) {
        return does(
                ms,
                () ->
                        sender.send(
                                to,
                                party.ledger()
                                        .sendsAlone(
                                                party.session(), to.toString(), List.of(values))));
    }

    /** Its connections break. */
    StoryRepeater isCutOff(long ms) {
        return does(
                ms,
                () -> {
                    recorder.note(label, "is cut off");
                    party.client().reset();
                });
    }

    /** A batch that was sent before comes once more. */
    StoryRepeater repeats(long ms, TopicPartition to, int baseSequence, String... values) {
        return does(ms, () -> repeat(to, baseSequence, List.of(values)));
    }

    private void repeat(TopicPartition to, int baseSequence, List<String> values) {
        ProducerStamp stamp =
                new ProducerStamp(sender.producerId(), sender.producerEpoch(), baseSequence, false);
        Produce.PartitionData data =
                new Produce.PartitionData(to.partition(), party.records().encode(values, stamp));
        ClusterClient.Leader leader = Objects.requireNonNull(party.client().leader(to));
        party.client()
                .link(leader.node())
                .send(
                        new Produce.Request(
                                (short) -1,
                                3_000,
                                null,
                                party.support(),
                                List.of(
                                        new Produce.TopicData(
                                                TopicRef.named(to.topic()), List.of(data)))),
                        reply(response -> told((Produce.Response) response)));
    }

    private void told(Produce.Response response) {
        Produce.PartitionResult result = response.topics().get(0).partitions().get(0);
        if (result.error() == ErrorCode.NONE) {
            recorder.note(label, "is told " + result.baseOffset());
        }
    }

    /** What it makes of an answer. */
    private interface Then {
        void answered(Response response);
    }

    private SimConnection.Reply reply(Then then) {
        return party.life()
                .guarded(
                        new SimConnection.Reply() {
                            @Override
                            public void answered(Response response) {
                                then.answered(response);
                            }

                            @Override
                            public void lost(String why) {
                                throw new IllegalStateException(why);
                            }
                        });
    }

    @Override
    public void acknowledged(Sender.Batch batch, long firstSentUs) {
        Long offset = party.ledger().offsetOf(batch.sent.values.get(0));
        recorder.note(label, "is told " + offset);
    }

    @Override
    public void refused(Sender.Batch batch, ErrorCode error) {
        throw party.wrong("Produce to " + batch.partition, error);
    }

    @Override
    public void dropped(Sender.Batch batch) {}

    private StoryRepeater does(long ms, Runnable what) {
        times.at(ms, what);
        return this;
    }
}
