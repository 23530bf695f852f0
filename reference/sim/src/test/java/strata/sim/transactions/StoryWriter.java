package strata.sim.transactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;
import strata.sim.history.History.Read;
import strata.sim.record.Recorder;

/**
 * One life of a transactional producer that does what the story says, when it says so; what it has
 * to wait for it does as soon as it can.
 */
final class StoryWriter implements Transactor.Owner {
    private static final long WAITS_US = 1_000;
    private static final long ABORTS_AFTER_US = 5_000;

    private final String label;
    private final Parties parties;
    private final Party party;
    private final Transactor transactor;
    private final Recorder recorder;
    private final StoryTimes times;
    private long position = -1;

    StoryWriter(TransactionCluster cluster, String label, String transactionalId) {
        this.label = label;
        this.parties = cluster.client(label, transactionalId);
        this.party = parties.party(0);
        this.transactor = new Transactor(party, parties.coordinator(0), parties.ofGroup(0), this);
        this.recorder = cluster.stage().world().recorder();
        this.times = new StoryTimes(cluster.stage());
    }

    /** Asks for its epoch. */
    StoryWriter starts(long ms) {
        times.before(ms, parties.client()::refresh);
        return does(
                ms,
                () -> {
                    int before = recorder.handling(recorder.started(label, 1));
                    transactor.initialise();
                    recorder.handling(before);
                });
    }

    /** Sends values in its transaction, which begins with that if none is open. */
    StoryWriter sends(long ms, TopicPartition to, String... values) {
        return does(ms, () -> send(to, List.of(values)));
    }

    private void send(TopicPartition to, List<String> values) {
        if (isReady()) {
            transactor.begin();
        }
        transactor.send(to, values);
        waitFor(transactor.state() == Transactor.State.OPEN, () -> send(to, values));
    }

    StoryWriter commits(long ms) {
        return does(ms, this::commit);
    }

    private void commit() {
        boolean isOpen = transactor.state() == Transactor.State.OPEN;
        transactor.commit(false);
        waitFor(isOpen, this::commit);
    }

    StoryWriter aborts(long ms) {
        return does(ms, transactor::abort);
    }

    /** Its connections to coordinators break; it asks again over others. */
    StoryWriter hangsUp(long ms) {
        return does(
                ms,
                () -> {
                    recorder.note(label, "is cut off");
                    parties.coordinator(0).hangUp();
                });
    }

    /** The process ends without a word. */
    StoryWriter dies(long ms) {
        return does(
                ms,
                () -> {
                    recorder.crashed(label, "KEEP_ALL", "");
                    transactor.over();
                    party.life().end();
                    parties.client().reset();
                    parties.coordinator(0).reset();
                    parties.ofGroup(0).reset();
                });
    }

    /** The process stands still, and knows nothing of it. */
    StoryWriter pauses(long ms, long forMs) {
        does(
                ms,
                () -> {
                    recorder.paused(label);
                    party.life().pause();
                });
        return does(
                ms + forMs,
                () -> {
                    int before = recorder.handling(recorder.resumed(label));
                    party.life().resume();
                    recorder.handling(before);
                });
    }

    // ---- what a worker does besides -------------------------------------------------------------

    /** Asks where its group goes on. */
    StoryWriter asksWhereToGoOn(long ms, TopicPartition input) {
        return does(ms, () -> ask(input));
    }

    private void ask(TopicPartition input) {
        waitFor(askIfReady(input), () -> ask(input));
    }

    private boolean askIfReady(TopicPartition input) {
        if (!isReady()) {
            return false;
        }
        OffsetFetch.Topic topic =
                new OffsetFetch.Topic(TopicRef.named(input.topic()), List.of(input.partition()));
        OffsetFetch.Group group =
                new OffsetFetch.Group(TransactionCluster.GROUP, null, -1, List.of(topic));
        Question.ask(
                party,
                parties.ofGroup(0),
                () -> new OffsetFetch.Request(List.of(group), true),
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        OffsetFetch.Response told = (OffsetFetch.Response) response;
                        ErrorCode error = told.groups().get(0).error();
                        return error == ErrorCode.NONE ? only(told).error() : error;
                    }

                    @Override
                    public boolean isAgain(ErrorCode error) {
                        return error == ErrorCode.UNSTABLE_OFFSET_COMMIT;
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        position = Math.max(0, only((OffsetFetch.Response) response).offset());
                        recorder.note(label, "goes on at " + position);
                    }
                });
        return true;
    }

    private static OffsetFetch.PartitionResult only(OffsetFetch.Response response) {
        return response.groups().get(0).topics().get(0).partitions().get(0);
    }

    /** Reads on, writes something for each record, and sends along how far it has read. */
    StoryWriter works(long ms, TopicPartition from, TopicPartition to) {
        return does(ms, () -> work(from, to));
    }

    private void work(TopicPartition from, TopicPartition to) {
        if (!isReady() || position < 0) {
            waitFor(false, () -> work(from, to));
            return;
        }
        transactor.begin();
        new Polls(party, true)
                .poll(
                        from,
                        position,
                        transactor,
                        new Polls.Outcome() {
                            @Override
                            public void read(
                                    List<Read> reads, long next, long end, boolean atRest) {
                                process(reads, from, next, to);
                            }

                            @Override
                            public void failed(String why) {
                                throw new IllegalStateException(why);
                            }
                        });
    }

    private void process(List<Read> reads, TopicPartition from, long next, TopicPartition to) {
        List<String> values = new ArrayList<>();
        reads.forEach(read -> values.add(ProcessedClaims.derived(label, read.value())));
        recorder.note(label, "has read to " + next);
        transactor.send(to, values);
        transactor.sendOffsets(TransactionCluster.GROUP, Collections.singletonMap(from, next));
        position = next;
    }

    // ---- what comes of it -----------------------------------------------------------------------

    @Override
    public void ready() {}

    @Override
    public void spoilt() {
        party.life().later(ABORTS_AFTER_US, ABORTS_AFTER_US, transactor::abort);
    }

    @Override
    public void ended(boolean committed) {}

    @Override
    public void fenced() {
        recorder.note(label, "is fenced");
        party.life().end();
    }

    private boolean isReady() {
        return transactor.state() == Transactor.State.READY;
    }

    /** Does it again after a while unless it is done, or can never be. */
    private void waitFor(boolean isDone, Runnable again) {
        if (!isDone && !party.life().isOver()) {
            party.life().later(WAITS_US, WAITS_US, again);
        }
    }

    private StoryWriter does(long ms, Runnable what) {
        times.at(ms, what);
        return this;
    }
}
