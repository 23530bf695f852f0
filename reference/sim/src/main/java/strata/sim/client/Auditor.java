package strata.sim.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimNode;
import strata.sim.history.History;

/**
 * Reads every partition from its first offset to its end, each time the node has come back, and
 * once more when all is over; so that whatever a crash did comes to light.
 */
public final class Auditor implements Actor {
    private static final int MAX_BYTES = 64 * 1024;

    private final ClientLink link;
    private final History history;
    private final Fetching fetching;
    private final List<TopicPartition> partitions;
    private final ArrayDeque<TopicPartition> toRead = new ArrayDeque<>();
    private boolean concluding;
    private long passes;
    // Only answers to the pass under way count.
    private long pass;

    public Auditor(
            SimNode node,
            ClientLink link,
            History history,
            RecordCodec codec,
            List<TopicPartition> partitions) {
        this.link = link;
        this.history = history;
        this.fetching = new Fetching(link, history, codec);
        this.partitions = partitions;
        node.whenServing(this::startPass);
    }

    /** How many times everything has been read to its end. */
    public long passes() {
        return passes;
    }

    @Override
    public void begin() {}

    @Override
    public void finish() {}

    @Override
    public void conclude() {
        concluding = true;
        startPass();
    }

    @Override
    public @Nullable String waitsFor() {
        return concluding && !toRead.isEmpty()
                ? link.label() + " still reads " + toRead.peek()
                : null;
    }

    private void startPass() {
        long started = ++pass;
        toRead.clear();
        toRead.addAll(partitions);
        link.later(1, 20_000, () -> readNext(started));
    }

    private void readNext(long inPass) {
        TopicPartition partition = toRead.peek();
        if (inPass != pass || partition == null) {
            return;
        }
        readFrom(partition, 0L, history.readingBegins(), inPass);
    }

    private void readFrom(TopicPartition partition, long position, long begun, long inPass) {
        fetching.fetch(
                partition,
                position,
                new Fetching.Appetite(0, 1, MAX_BYTES),
                new Fetching.Outcome() {
                    @Override
                    public void read(long next, long logEnd) {
                        if (inPass != pass) {
                            return;
                        }
                        if (next > position) {
                            readFrom(partition, next, begun, inPass);
                        } else if (next < logEnd) {
                            throw stuck(partition, next, logEnd);
                        } else {
                            ended(partition, next, begun, inPass);
                        }
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        if (error == ErrorCode.OFFSET_OUT_OF_RANGE && history.isDeletionAllowed()) {
                            fetching.start(
                                    partition,
                                    start -> readOn(partition, start, begun, inPass),
                                    this::lost);
                        } else {
                            again(partition, error, inPass);
                        }
                    }

                    @Override
                    public void lost() {
                        if (inPass == pass) {
                            link.later(5_000, 50_000, () -> readNext(inPass));
                        }
                    }
                });
    }

    private void readOn(TopicPartition partition, long position, long begun, long inPass) {
        if (inPass == pass) {
            readFrom(partition, position, begun, inPass);
        }
    }

    private void ended(TopicPartition partition, long end, long begun, long inPass) {
        history.readToEnd(link.label(), partition.toString(), begun, end);
        toRead.remove();
        if (toRead.isEmpty()) {
            passes++;
        } else {
            readNext(inPass);
        }
    }

    private void again(TopicPartition partition, ErrorCode error, long inPass) {
        if (inPass != pass) {
            return;
        }
        switch (error) {
            case LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR ->
                    link.later(5_000, 50_000, () -> readNext(inPass));
            default ->
                    throw link.world()
                            .breach(
                                    Breach.of(
                                            "unreadable-partition",
                                            "Every partition can be read from its first offset",
                                            partition + " at offset 0 on: " + error,
                                            partition.toString()));
        }
    }

    private BreachFound stuck(TopicPartition partition, long next, long logEnd) {
        throw link.world()
                .breach(
                        Breach.of(
                                "poll-stuck",
                                "A fetch below the log's end returns records",
                                String.format(
                                        Locale.ROOT,
                                        "%s: nothing at offset %d, though it ends at %d",
                                        partition,
                                        next,
                                        logEnd),
                                partition.toString()));
    }
}
