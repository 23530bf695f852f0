package strata.sim.client;

/**
 * How a producer works.
 *
 * @param acks 0, 1 or -1
 * @param gapUsMax the longest time between two requests, virtual microseconds
 * @param recordsMax the most records in a request
 * @param sizeInBytesMax the largest value
 * @param inFlightMax how many requests may wait for their answers
 */
public record ProducerPlan(
        int acks, long gapUsMax, int recordsMax, int sizeInBytesMax, int inFlightMax) {
    /** A few small records at a time, each request after the answer to the one before. */
    public static final ProducerPlan CAREFUL = new ProducerPlan(1, 50_000, 4, 120, 1);

    /** Larger requests, several under way at once. */
    public static final ProducerPlan EAGER = new ProducerPlan(1, 15_000, 12, 700, 4);

    /** Sends and never learns what became of it. */
    public static final ProducerPlan CARELESS = new ProducerPlan(0, 50_000, 4, 120, 1);
}
