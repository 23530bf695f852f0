package strata.sim.transactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import strata.kernel.TopicPartition;
import strata.sim.history.History.Read;
import strata.sim.record.Recorder;

/** Reads on in partitions when the story says so; says what it sees. */
final class StoryReader {

    private final String label;
    private final Party party;
    private final Polls polls;
    private final Recorder recorder;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final StoryTimes times;

    /**
     * @param committedOnly whether it reads with {@code read_committed}
     */
    StoryReader(TransactionCluster cluster, String label, boolean committedOnly) {
        this.label = label;
        this.party = cluster.client(label, null).party(0);
        this.polls = new Polls(party, committedOnly);
        this.recorder = cluster.stage().world().recorder();
        this.times = new StoryTimes(cluster.stage());
    }

    /** Reads once from where it has got to. */
    StoryReader reads(long ms, TopicPartition from) {
        times.before(ms, party.client()::refresh);
        times.at(ms, () -> read(from));
        return this;
    }

    private void read(TopicPartition from) {
        polls.poll(
                from,
                positions.getOrDefault(from, 0L),
                null,
                new Polls.Outcome() {
                    @Override
                    public void read(List<Read> reads, long next, long end, boolean atRest) {
                        positions.put(from, next);
                        String values =
                                reads.stream().map(Read::value).collect(Collectors.joining(" "));
                        recorder.note(label, reads.isEmpty() ? "sees nothing" : "sees " + values);
                    }

                    @Override
                    public void failed(String why) {
                        throw new IllegalStateException(why);
                    }
                });
    }
}
