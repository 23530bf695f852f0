package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.client.Fetching;
import strata.sim.client.RecordCodec;
import strata.sim.history.History;

/**
 * Reads partitions from their leaders as they grow; at times it goes back to some offset. Under a
 * new leader it first makes sure that what it has read is in that one's log (KIP-320). When all is
 * over it reads everything once more, as far as it was promised.
 */
public final class ClusterReader implements Actor {
    private static final int MAX_BYTES = 64 * 1024;

    private final ClusterClient client;
    private final History history;
    private final List<TopicPartition> partitions;
    private final long gapUsMax;
    private final Map<NodeId, Fetching> fetchings = new LinkedHashMap<>();
    private final RecordCodec codec;
    private final Map<TopicPartition, Place> places = new LinkedHashMap<>();
    // Partitions of the last pass that have not been read to their ends.
    private final Map<TopicPartition, String> toRead = new LinkedHashMap<>();
    private boolean reading;
    private long fullReads;

    /** How far it has read a partition. */
    private static final class Place {
        long offset;
        // The epoch of the last record that it has read; -1 for none.
        int epoch = -1;
        // The leader epoch under which it knows that its place is in the log.
        int validIn = -1;
        // The history's count when it last read from the first offset.
        long begun;
    }

    /**
     * @param gapUsMax the longest time between two readings, virtual microseconds
     */
    public ClusterReader(
            ClusterClient client,
            History history,
            RecordCodec codec,
            List<TopicPartition> partitions,
            long gapUsMax) {
        this.client = client;
        this.history = history;
        this.codec = codec;
        this.partitions = partitions;
        this.gapUsMax = gapUsMax;
    }

    /** How many times a partition was read from its start to its end, in the last pass. */
    public long fullReads() {
        return fullReads;
    }

    @Override
    public void begin() {
        client.operations().begin(1_000, gapUsMax, this::read);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {
        places.clear();
        for (TopicPartition partition : partitions) {
            toRead.put(partition, "is not read yet");
            place(partition).begun = history.readingBegins();
        }
        readRest();
    }

    @Override
    public @Nullable String waitsFor() {
        for (Map.Entry<TopicPartition, String> rest : toRead.entrySet()) {
            return client.label() + ": " + rest.getKey() + " " + rest.getValue();
        }
        return null;
    }

    private void read(long number, SeededRandom chance) {
        if (reading || partitions.isEmpty()) {
            return;
        }
        TopicPartition partition = chance.oneOf(partitions);
        Place place = place(partition);
        if (place.offset > 0 && chance.chance(5)) {
            place.offset = chance.between(0, place.offset);
            place.epoch = -1;
        }
        int waitMs = chance.chance(50) ? 0 : chance.nextInt(100);
        int maxBytes = 1 << chance.nextInt(16);
        reading = true;
        readOnce(
                partition,
                new Fetching.Appetite(waitMs, 1 << chance.nextInt(12), maxBytes),
                () -> reading = false);
    }

    /** Reads what is left of the last pass. */
    private void readRest() {
        if (reading) {
            client.backOff(this::readRest);
            return;
        }
        for (TopicPartition partition : toRead.keySet()) {
            reading = true;
            readOnce(
                    partition,
                    new Fetching.Appetite(0, 1, MAX_BYTES),
                    () -> {
                        reading = false;
                        client.later(1_000, 10_000, this::readRest);
                    });
            return;
        }
    }

    /** Reads once from where it is, if it can; then goes on. */
    private void readOnce(TopicPartition partition, Fetching.Appetite appetite, Runnable then) {
        ClusterClient.Leader leader = client.leader(partition);
        Place place = place(partition);
        if (leader == null) {
            failed(partition, "has no leader", then);
        } else if (place.epoch >= 0 && place.validIn < leader.epoch()) {
            validate(partition, leader, then);
        } else {
            place.validIn = leader.epoch();
            Fetching.From from = new Fetching.From(partition, place.offset, leader.epoch());
            fetching(leader.node()).fetch(from, appetite, new Outcome(from, then));
        }
    }

    /** Asks a new leader where the epoch of its last record ends. */
    private void validate(TopicPartition partition, ClusterClient.Leader leader, Runnable then) {
        Place place = place(partition);
        int number = partition.partition();
        OffsetForLeaderEpoch.PartitionQuery query =
                new OffsetForLeaderEpoch.PartitionQuery(number, leader.epoch(), place.epoch);
        OffsetForLeaderEpoch.TopicQuery topic =
                new OffsetForLeaderEpoch.TopicQuery(partition.topic(), List.of(query));
        client.link(leader.node())
                .send(
                        new OffsetForLeaderEpoch.Request(-1, List.of(topic)),
                        new SimConnection.Reply() {
                            @Override
                            public void answered(Response response) {
                                OffsetForLeaderEpoch.PartitionResult result =
                                        ((OffsetForLeaderEpoch.Response) response)
                                                .topics()
                                                .get(0)
                                                .partitions()
                                                .get(0);
                                if (result.error() != ErrorCode.NONE) {
                                    refused(partition, result.error(), then);
                                    return;
                                }
                                checkIsThere(partition, place, leader, result);
                                place.validIn = leader.epoch();
                                then.run();
                            }

                            @Override
                            public void lost(String why) {
                                failed(partition, why, then);
                            }
                        });
    }

    private void checkIsThere(
            TopicPartition partition,
            Place place,
            ClusterClient.Leader leader,
            OffsetForLeaderEpoch.PartitionResult end) {
        if (end.endOffset() < place.offset) {
            throw broken(
                    partition,
                    String.format(
                            Locale.ROOT,
                            "%s has read %s up to offset %d in epoch %d, yet in the log of node %s,"
                                    + " leader of epoch %d, epoch %d ends at offset %d",
                            client.label(),
                            partition,
                            place.offset,
                            place.epoch,
                            leader.node(),
                            leader.epoch(),
                            end.leaderEpoch(),
                            end.endOffset()));
        }
    }

    private void refused(TopicPartition partition, ErrorCode error, Runnable then) {
        if (error == ErrorCode.OFFSET_OUT_OF_RANGE) {
            throw broken(
                    partition,
                    client.label()
                            + " has read "
                            + partition
                            + " up to offset "
                            + place(partition).offset
                            + ", which now is out of its range");
        }
        if (!Retry.isRefreshedByReader(error)) {
            throw client.world()
                    .breach(
                            Breach.of(
                                    "unreadable-partition",
                                    "Every partition can be read from its first offset",
                                    partition + ": " + error,
                                    partition.toString()));
        }
        failed(partition, error.toString(), then);
    }

    private void failed(TopicPartition partition, String why, Runnable then) {
        toRead.computeIfPresent(partition, (p, before) -> why);
        client.refresh();
        client.backOff(then);
    }

    private BreachFound broken(TopicPartition partition, String numbers) {
        throw client.world()
                .breach(
                        Breach.of(
                                "lost-write",
                                "What a reader was given is in the log of every later leader",
                                numbers,
                                partition.toString()));
    }

    private Place place(TopicPartition partition) {
        return places.computeIfAbsent(partition, p -> new Place());
    }

    private Fetching fetching(NodeId node) {
        return fetchings.computeIfAbsent(node, n -> new Fetching(client.link(n), history, codec));
    }

    /** What becomes of one fetch. */
    private final class Outcome implements Fetching.Outcome {
        private final Fetching.From from;
        private final Runnable then;

        Outcome(Fetching.From from, Runnable then) {
            this.from = from;
            this.then = then;
        }

        @Override
        public void lastEpoch(int epoch) {
            place(from.partition()).epoch = epoch;
        }

        @Override
        public void read(long next, long logEnd) {
            TopicPartition partition = from.partition();
            place(partition).offset = next;
            if (toRead.containsKey(partition)) {
                long promised = history.promisedEnd(partition.toString());
                if (next >= logEnd && next >= promised) {
                    Place place = place(partition);
                    String name = partition.toString();
                    history.readToEnd(client.label(), name, place.begun, next);
                    toRead.remove(partition);
                    fullReads++;
                } else {
                    toRead.put(partition, "ends at " + logEnd + ", yet reaches to " + promised);
                }
            }
            then.run();
        }

        @Override
        public void failed(ErrorCode error) {
            refused(from.partition(), error, then);
        }

        @Override
        public void lost() {
            ClusterReader.this.failed(from.partition(), "no answer", then);
        }
    }
}
