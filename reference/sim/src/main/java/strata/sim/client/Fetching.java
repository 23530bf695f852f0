package strata.sim.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.CorruptDataException;
import strata.kernel.request.Fetch;
import strata.kernel.request.Fetch.PartitionResult;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.history.History;
import strata.sim.history.History.Read;

/** Reads a partition from one position on, and hands what came to the history. */
public final class Fetching {
    private static final int NO_SESSION = 0;
    private static final int NO_SESSION_EPOCH = -1;

    private final ClientLink link;
    private final History history;
    private final RecordCodec codec;

    /**
     * How much, and how long to wait for it.
     *
     * @param maxWaitMs how long the node may wait for records
     * @param minBytes how many it waits for
     * @param maxBytes how many bytes of the partition, beyond the first batch
     */
    public record Appetite(int maxWaitMs, int minBytes, int maxBytes) {}

    /** What becomes of a fetch. */
    public interface Outcome {
        /** Told before {@link #read} when records came: the leader epoch of the last of them. */
        default void lastEpoch(int epoch) {}

        /**
         * It was answered, and what came has been checked.
         *
         * @param next the offset to go on from
         * @param logEnd where the log ends for readers
         */
        void read(long next, long logEnd);

        /** The node gave an error instead. */
        void failed(ErrorCode error);

        /** No answer. */
        void lost();
    }

    public Fetching(ClientLink link, History history, RecordCodec codec) {
        this.link = link;
        this.history = history;
        this.codec = codec;
    }

    /**
     * Where to read.
     *
     * @param leaderEpoch the partition's as the reader knows it (KIP-320); -1 for not known
     */
    public record From(TopicPartition partition, long position, int leaderEpoch) {}

    /** Fetches once. */
    public void fetch(TopicPartition partition, long position, Appetite appetite, Outcome outcome) {
        fetch(new From(partition, position, -1), appetite, outcome);
    }

    /** Fetches once, from a leader of an epoch. */
    public void fetch(From from, Appetite appetite, Outcome outcome) {
        TopicPartition partition = from.partition();
        long position = from.position();
        Fetch.PartitionFetch wanted =
                new Fetch.PartitionFetch(
                        partition.partition(),
                        from.leaderEpoch(),
                        position,
                        -1,
                        -1L,
                        appetite.maxBytes());
        Fetch.Request request =
                new Fetch.Request(
                        -1,
                        appetite.maxWaitMs(),
                        appetite.minBytes(),
                        appetite.maxBytes(),
                        IsolationLevel.READ_UNCOMMITTED,
                        NO_SESSION,
                        NO_SESSION_EPOCH,
                        List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.named(partition.topic()), List.of(wanted))));
        long startBefore = history.startOf(partition.toString());
        link.send(
                request,
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        PartitionResult result = resultIn(partition, response, outcome);
                        if (result != null) {
                            String name = partition.toString();
                            history.startsAt(
                                    link.label(), name, startBefore, result.logStartOffset());
                            take(partition, position, result, outcome);
                        }
                    }

                    @Override
                    public void lost(String why) {
                        outcome.lost();
                    }
                });
    }

    /** Asks where a partition starts; of use where records may be deleted. */
    public void start(TopicPartition partition, LongConsumer known, Runnable lost) {
        ListOffsets.PartitionQuery query =
                new ListOffsets.PartitionQuery(partition.partition(), -1, ListOffsets.EARLIEST);
        ListOffsets.Request request =
                new ListOffsets.Request(
                        -1,
                        IsolationLevel.READ_UNCOMMITTED,
                        List.of(new ListOffsets.TopicQuery(partition.topic(), List.of(query))));
        long startBefore = history.startOf(partition.toString());
        link.send(
                request,
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        ListOffsets.PartitionResult result =
                                ((ListOffsets.Response) response)
                                        .topics()
                                        .get(0)
                                        .partitions()
                                        .get(0);
                        if (result.error() != ErrorCode.NONE) {
                            lost.run();
                            return;
                        }
                        history.startsAt(
                                link.label(), partition.toString(), startBefore, result.offset());
                        known.accept(result.offset());
                    }

                    @Override
                    public void lost(String why) {
                        lost.run();
                    }
                });
    }

    /** The partition's part of an answer; null when that is an error, which is told. */
    private @Nullable PartitionResult resultIn(
            TopicPartition partition, Response response, Outcome outcome) {
        if (!(response instanceof Fetch.Response fetched)) {
            throw link.world()
                    .breach(
                            Breach.of(
                                    "wrong-answer",
                                    "An answer is of the kind of its request",
                                    "fetch of " + partition + " was answered with " + response));
        }
        if (fetched.error() != ErrorCode.NONE) {
            outcome.failed(fetched.error());
            return null;
        }
        PartitionResult result = fetched.topics().get(0).partitions().get(0);
        if (result.error() != ErrorCode.NONE) {
            outcome.failed(result.error());
            return null;
        }
        return result;
    }

    private void take(
            TopicPartition partition, long position, PartitionResult result, Outcome outcome) {
        List<Read> reads = decoded(partition, position, result.records(), outcome);
        history.polled(link.label(), partition.toString(), position, reads);
        outcome.read(position + reads.size(), result.highWatermark());
    }

    private List<Read> decoded(
            TopicPartition partition, long position, @Nullable FileSlice records, Outcome outcome) {
        List<Read> reads = new ArrayList<>();
        if (records == null) {
            return reads;
        }
        ByteBuffer bytes = ByteBuffer.allocate(records.count());
        records.read(bytes, 0);
        bytes.flip();
        try {
            for (RecordCodec.Decoded record : codec.decode(bytes)) {
                String name = Payload.nameOf(record.value());
                if (name == null) {
                    throw history.unreadable(
                            link.label(),
                            partition.toString(),
                            record.offset(),
                            "its bytes are not those of any value sent");
                } else if (record.offset() >= position) {
                    // A fetch in mid-batch returns the batch whole; a client skips what it had.
                    reads.add(new Read(record.offset(), name));
                }
            }
            outcome.lastEpoch(codec.lastEpoch(bytes));
        } catch (CorruptDataException e) {
            throw history.unreadable(
                    link.label(), partition.toString(), position, String.valueOf(e.getMessage()));
        }
        return reads;
    }
}
