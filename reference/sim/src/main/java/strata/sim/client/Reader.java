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
    private final SeededRandom random;
    private final Map<TopicPartition, Long> positions = new TreeMap<>();
    private boolean finishing;

    public Reader(
            ClientLink link, History history, RecordCodec codec, List<TopicPartition> partitions) {
        this.link = link;
        this.history = history;
        this.fetching = new Fetching(link, history, codec);
        this.partitions = partitions;
        this.random = link.random().fork("reads");
    }

    @Override
    public void begin() {
        link.later(1, 50_000, this::tick);
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    private void tick() {
        if (finishing) {
            return;
        }
        if (partitions.isEmpty() || !link.canReach()) {
            link.later(5_000, 50_000, this::tick);
            return;
        }
        TopicPartition partition = random.oneOf(partitions);
        long position = positions.getOrDefault(partition, 0L);
        if (position > 0 && random.chance(3)) {
            position = random.between(0, position);
        }
        int waitMs = random.chance(50) ? 0 : random.nextInt(100);
        int minBytes = 1 << random.nextInt(12);
        int maxBytes = 1 << random.nextInt(16);
        Fetching.Appetite appetite = new Fetching.Appetite(waitMs, minBytes, maxBytes);
        fetching.fetch(partition, position, appetite, on(partition));
    }

    private void goOn(TopicPartition partition, long position) {
        positions.put(partition, position);
        link.later(5_000, 50_000, this::tick);
    }

    private Fetching.Outcome on(TopicPartition partition) {
        return new Fetching.Outcome() {
            @Override
            public void read(long next, long logEnd) {
                positions.put(partition, next);
                link.later(1_000, next < logEnd ? 5_000 : 80_000, Reader.this::tick);
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
                link.later(5_000, 50_000, Reader.this::tick);
            }
        };
    }
}
