package strata.sim.fault;

import java.util.List;
import strata.sim.disk.CrashMode;

/**
 * What a fault does. Lengths are in virtual microseconds; {@link #UNTIL_HEALED} lasts until a heal.
 */
public sealed interface Effect {
    /** A length: until a {@link Heal}, or until the run's second phase begins. */
    long UNTIL_HEALED = -1;

    /** Happens to one node. */
    sealed interface OnNode extends Effect {}

    /** Happens on the way from one host to another. */
    sealed interface OnWay extends Effect {}

    /** Happens to all, or to whom it names. */
    sealed interface OnAll extends Effect {}

    /**
     * The machine crashes and is started again.
     *
     * @param tear seeds what is torn
     * @param downUs until it is started again
     */
    record Crash(CrashMode mode, long tear, long downUs) implements OnNode {}

    /** The node is stopped in good order and started again. */
    record Restart(long downUs) implements OnNode {}

    /** A node that is down is started. */
    record Start() implements OnNode {}

    /** The node takes no turn for a while; timers and messages wait. */
    record Pause(long forUs) implements OnNode {}

    /** The node's turns take a multiple of their time for a while. */
    record SlowNode(int factor, long forUs) implements OnNode {}

    /** The next reads of the disk fail. */
    record FailReads(int count) implements OnNode {}

    /** The next writes or flushes of the disk fail. */
    record FailWrites(int count) implements OnNode {}

    /** The disk is full for a while. */
    record FillDisk(long forUs) implements OnNode {}

    /** The disk takes a multiple of its time for a while. */
    record SlowDisk(int factor, long forUs) implements OnNode {}

    /** One durable bit turns. */
    record FlipBit(long pick) implements OnNode {}

    /** The wall clock jumps. */
    record SkewClock(long ms) implements OnNode {}

    /** The monotonic clock runs so much faster, or slower where negative, for a while. */
    record DriftClock(int perMille, long forUs) implements OnNode {}

    /** Nothing crosses the way for a while; the way back is another. */
    record Cut(long forUs) implements OnWay {}

    /** What is sent on the way takes a multiple of its time for a while. */
    record SlowLink(int factor, long forUs) implements OnWay {}

    /** The connections that the first host has opened to the second are reset. */
    record ResetConnection() implements OnWay {}

    /**
     * Nothing crosses between groups of hosts for a while, either way; who is in none of them
     * reaches all.
     *
     * @param groups of nodes' numbers and clients' names
     */
    record Split(List<List<String>> groups, long forUs) implements OnAll {}

    /**
     * Every connection is reset, those of clients as well; with a node as target those of that node
     * alone. All nodes live on.
     */
    record ResetConnections() implements OnAll {}

    /** All that lasts ends, and nodes that are down are started; later faults strike again. */
    record Heal() implements OnAll {}

    /** Why it cannot strike this target; empty when it can. */
    default String whyNotOn(Target target) {
        return switch (this) {
            case OnNode onNode -> target instanceof Target.OneNode ? "" : "it happens to a node";
            case OnWay onWay -> target instanceof Target.Way ? "" : "it happens on a way";
            case ResetConnections reset ->
                    target instanceof Target.Way ? "one way is a reset-connection" : "";
            case OnAll onAll -> target instanceof Target.All ? "" : "it happens to all";
        };
    }
}
