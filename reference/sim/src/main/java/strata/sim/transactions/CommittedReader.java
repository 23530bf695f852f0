package strata.sim.transactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.SeededRandom;
import strata.sim.client.Actor;
import strata.sim.history.History.Read;

/**
 * Reads partitions as they grow, with either isolation level; at times it goes back to some offset.
 * When all is over it reads everything once more, as far as it was promised: by then no transaction
 * is open.
 */
final class CommittedReader implements Actor {
    private final Party party;
    private final Polls polls;
    private final List<TopicPartition> partitions;
    private final long gapUsMax;
    private final boolean readsAtLast;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    // Partitions of the last pass that have not been read to their ends.
    private final Map<TopicPartition, String> toRead = new LinkedHashMap<>();
    private boolean reading;
    private long fullReads;

    /**
     * @param gapUsMax the longest time between two readings, virtual microseconds
     * @param readsAtLast whether it reads everything when all is over
     */
    CommittedReader(
            Party party,
            Polls polls,
            List<TopicPartition> partitions,
            long gapUsMax,
            boolean readsAtLast) {
        this.party = party;
        this.polls = polls;
        this.partitions = partitions;
        this.gapUsMax = gapUsMax;
        this.readsAtLast = readsAtLast;
    }

    /** How many partitions were read from their start to their end, in the last pass. */
    long fullReads() {
        return fullReads;
    }

    @Override
    public void begin() {
        party.client().operations().begin(1_000, gapUsMax, this::read);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {
        if (readsAtLast) {
            positions.clear();
            partitions.forEach(partition -> toRead.put(partition, "is not read yet"));
            readRest();
        }
    }

    @Override
    public @Nullable String waitsFor() {
        for (Map.Entry<TopicPartition, String> rest : toRead.entrySet()) {
            return party.who() + ": " + rest.getKey() + " " + rest.getValue();
        }
        return null;
    }

    private void read(long number, SeededRandom chance) {
        if (reading || partitions.isEmpty()) {
            return;
        }
        TopicPartition partition = chance.oneOf(partitions);
        long position = positions.getOrDefault(partition, 0L);
        if (position > 0 && chance.chance(4)) {
            positions.put(partition, chance.between(0, position));
        }
        reading = true;
        readOnce(partition, () -> reading = false);
    }

    /** Reads what is left of the last pass. */
    private void readRest() {
        if (reading) {
            party.client().backOff(this::readRest);
            return;
        }
        for (TopicPartition partition : toRead.keySet()) {
            reading = true;
            readOnce(
                    partition,
                    () -> {
                        reading = false;
                        party.client().later(1_000, 10_000, this::readRest);
                    });
            return;
        }
    }

    private void readOnce(TopicPartition partition, Runnable then) {
        polls.poll(
                partition,
                positions.getOrDefault(partition, 0L),
                null,
                new Polls.Outcome() {
                    @Override
                    public void read(List<Read> reads, long next, long end, boolean atRest) {
                        positions.put(partition, next);
                        if (toRead.containsKey(partition)) {
                            lookForEnd(partition, next, end, atRest);
                        }
                        then.run();
                    }

                    @Override
                    public void failed(String why) {
                        toRead.computeIfPresent(partition, (p, before) -> why);
                        party.client().backOff(then);
                    }
                });
    }

    private void lookForEnd(TopicPartition partition, long next, long end, boolean atRest) {
        long promised = party.ledger().promisedEnd(partition.toString());
        if (atRest && next >= end && next >= promised) {
            toRead.remove(partition);
            fullReads++;
        } else {
            toRead.put(
                    partition,
                    "is read to "
                            + next
                            + ", stable to "
                            + end
                            + ", promised to "
                            + promised
                            + (atRest ? "" : "; a transaction is open"));
        }
    }
}
