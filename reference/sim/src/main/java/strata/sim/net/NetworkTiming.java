package strata.sim.net;

/**
 * How long things take, in virtual microseconds.
 *
 * @param delayUsMin the shortest way of a message
 * @param delayUsMax the longest way of most messages
 * @param rarePerMille how many of 1000 messages between nodes take longer
 * @param rareDelayUsMax how long those may take
 * @param patienceUsMin the shortest time after which a connection with something under way breaks
 *     when its way, there or back, stays cut or the other machine stays without power
 * @param patienceUsMax the longest such time
 * @param latePercent in how many of 100 resets what still arrives is late
 * @param lateUsMax how late a message between nodes may be then
 * @param clientLateUsMax how late a client's request may be then: less, as clients that send again
 *     wait for about 5 ms before
 */
public record NetworkTiming(
        long delayUsMin,
        long delayUsMax,
        int rarePerMille,
        long rareDelayUsMax,
        long patienceUsMin,
        long patienceUsMax,
        int latePercent,
        long lateUsMax,
        long clientLateUsMax) {
    /** Machines in one room. */
    public static final NetworkTiming LAN =
            new NetworkTiming(30, 400, 20, 10_000, 200_000, 1_000_000, 25, 60_000, 4_000);

    /** The same with another time until a silent connection breaks. */
    public NetworkTiming withPatience(long usMin, long usMax) {
        return new NetworkTiming(
                delayUsMin,
                delayUsMax,
                rarePerMille,
                rareDelayUsMax,
                usMin,
                usMax,
                latePercent,
                lateUsMax,
                clientLateUsMax);
    }

    /** The same with other delays; no message takes longer than the maximum. */
    public NetworkTiming withDelays(long usMin, long usMax) {
        return new NetworkTiming(
                usMin,
                usMax,
                0,
                usMax,
                patienceUsMin,
                patienceUsMax,
                latePercent,
                lateUsMax,
                clientLateUsMax);
    }
}
