package strata.sim.client;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.SeededRandom;
import strata.sim.history.History;

/** Reads partitions as they grow, from where it got to; at times it goes back to some offset. */
public final class Reader implements Actor {
    private final ClientLink link;
    private final History history;
    private final Fetching fetching;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> positions = new TreeMap<>();
    private boolean reading;

    public Reader(
            ClientLink link, History history, RecordCodec codec, List<TopicPartition> partitions) {
        this.link = link;
        this.history = history;
        this.fetching = new Fetching(link, history, codec);
        this.partitions = partitions;
    }

    @Override
    public void begin() {
        link.operations().begin(1_000, 60_000, this::read);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    private void read(long number, SeededRandom chance) {
        if (reading || partitions.isEmpty() || !link.canReach()) {
            return;
        }
        TopicPartition partition = chance.oneOf(partitions);
        long position = positions.getOrDefault(partition, 0L);
        if (position > 0 && chance.chance(3)) {
            position = chance.between(0, position);
        }
        int waitMs = chance.chance(50) ? 0 : chance.nextInt(100);
        int minBytes = 1 << chance.nextInt(12);
        int maxBytes = 1 << chance.nextInt(16);
        reading = true;
        Fetching.Appetite appetite = new Fetching.Appetite(waitMs, minBytes, maxBytes);
        fetching.fetch(partition, position, appetite, on(partition));
    }

    private void goOn(TopicPartition partition, long position) {
        positions.put(partition, position);
        reading = false;
    }

    private Fetching.Outcome on(TopicPartition partition) {
        return new Fetching.Outcome() {
            @Override
            public void read(long next, long logEnd) {
                goOn(partition, next);
            }

            @Override
            public void failed(ErrorCode error) {
                if (error != ErrorCode.OFFSET_OUT_OF_RANGE) {
                    lost();
                } else if (history.isDeletionAllowed()) {
                    fetching.start(partition, start -> goOn(partition, start), this::lost);
                } else {
                    // A loss of power has cut the log; whether it might, the auditor finds out.
                    goOn(partition, 0L);
                }
            }

            @Override
            public void lost() {
                reading = false;
            }
        };
    }
}
