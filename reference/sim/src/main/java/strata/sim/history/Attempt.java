package strata.sim.history;

import java.util.List;

/** One request that carried values to a partition. A value that is sent again has two. */
public final class Attempt {
    final long number;
    final String producer;
    final String partition;
    final List<String> values;
    // Counts losses of power: the attempt was made in this one's time.
    final int epoch;
    boolean refused;
    // Its acknowledgement promises nothing.
    private boolean unpromised;

    Attempt(long number, String producer, String partition, List<String> values, int epoch) {
        this.number = number;
        this.producer = producer;
        this.partition = partition;
        this.values = values;
        this.epoch = epoch;
    }

    /**
     * Its acknowledgement will promise nothing: {@code acks=1} where the leader is not the only
     * replica.
     */
    public Attempt unpromised() {
        unpromised = true;
        return this;
    }

    boolean isPromised() {
        return !unpromised;
    }

    /** What was sent, in order. */
    public List<String> values() {
        return values;
    }

    /** Where to: {@code topic-partition}. */
    public String partition() {
        return partition;
    }

    /** The values for a person. */
    String shown() {
        String first = values.get(0);
        return values.size() == 1
                ? first
                : first
                        + " … "
                        + values.get(values.size() - 1)
                        + " ("
                        + values.size()
                        + " records)";
    }
}
