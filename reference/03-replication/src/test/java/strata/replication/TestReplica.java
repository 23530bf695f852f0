package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicPartition;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampType;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;
import strata.segments.SegmentLogLayer;

/** One node's replica of a partition on a disk of its own, as a broker would hold it. */
final class TestReplica implements ReplicaLog {
    private static final String DIRECTORY = "t-0";
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    final NodeId id;
    final MemoryStorage disk = new MemoryStorage();
    final List<String> notes = new ArrayList<>();
    // What the broker has stored beside the log.
    private long recoveryPoint;
    private long storedLogStart;
    private long checkpointedHighWatermark;
    // Of the replica in office last.
    private long lastHighWatermark;
    private long brokerEpoch = -1;
    private SegmentedLog log;
    private LeaderEpochs epochs;
    private @Nullable FollowerReplica follower;
    private @Nullable LeaderReplica leader;

    TestReplica(int id) {
        this.id = new NodeId(id);
        this.log = openLog();
        this.epochs = openEpochs();
    }

    private SegmentedLog openLog() {
        Known known = new Known(storedLogStart, recoveryPoint, 0, false);
        return new SegmentLogLayer()
                .open(
                        new AppendLogLayer(),
                        new LogContext(disk, Compression.UNSUPPORTED),
                        new SegmentedLogSpec(
                                DIRECTORY,
                                SegmentSettings.DEFAULT.withSegmentBytes(1_000),
                                known,
                                new NoChance(),
                                Batches.NOW_MS));
    }

    private LeaderEpochs openEpochs() {
        return new IsrReplicationLayer()
                .openEpochs(new EpochsSpec(disk, DIRECTORY, log, recoveryPoint, notes::add));
    }

    private ReplicaSpec spec() {
        return new ReplicaSpec(PARTITION, id, this, epochs, notes::add);
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    SegmentedLog log() {
        return log;
    }

    FollowerReplica follow(TestReplica other, int leaderEpoch) {
        return follow(other.id, leaderEpoch, highWatermark());
    }

    FollowerReplica follow(NodeId other, int leaderEpoch, long highWatermark) {
        stop();
        follower =
                new IsrReplicationLayer()
                        .newFollower(spec(), new FollowerStart(other, leaderEpoch, highWatermark));
        return follower;
    }

    LeaderReplica lead(LeaderStart start) {
        stop();
        leader = new IsrReplicationLayer().newLeader(spec(), start);
        return leader;
    }

    FollowerReplica follower() {
        return Objects.requireNonNull(follower, "it does not follow");
    }

    LeaderReplica leader() {
        return Objects.requireNonNull(leader, "it does not lead");
    }

    boolean leads() {
        return leader != null;
    }

    boolean follows() {
        return follower != null;
    }

    /** As the replica in office knows, or the checkpoint. */
    long highWatermark() {
        return leader != null
                ? leader.highWatermark()
                : follower != null ? follower.highWatermark() : lastHighWatermark;
    }

    /** It neither leads nor follows any more. */
    void stop() {
        lastHighWatermark = highWatermark();
        leader = null;
        follower = null;
    }

    /** Its broker has registered. */
    void registered(long newBrokerEpoch) {
        brokerEpoch = newBrokerEpoch;
    }

    long brokerEpoch() {
        return brokerEpoch;
    }

    /** Appends a batch as the leader; returns its end offset. */
    long produce(String... values) {
        int epoch = leader().leaderEpoch();
        log.appendAsLeader(
                Batches.of(values),
                new LeaderAppend(epoch, TimestampType.CREATE_TIME, Batches.NOW_MS));
        return log.logEndOffset();
    }

    /** Puts a batch into the log, with its epoch. */
    void put(int epoch, String... values) {
        epochs.assign(epoch, log.logEndOffset());
        log.appendAsLeader(
                Batches.of(values),
                new LeaderAppend(epoch, TimestampType.CREATE_TIME, Batches.NOW_MS));
    }

    /** What a fetch gets. */
    LeaderAnswer answer(TestReplica from, FetchPosition asked, long nowMs, int maxBytes) {
        return answer(from.id, from.brokerEpoch, asked, nowMs, maxBytes);
    }

    /** What a fetch gets. */
    LeaderAnswer answer(
            NodeId from, long fromBrokerEpoch, FetchPosition asked, long nowMs, int maxBytes) {
        return switch (leader().fetched(from, fromBrokerEpoch, asked, nowMs)) {
            case FetchVerdict.Refused refused -> LeaderAnswer.failed(refused.error());
            case FetchVerdict.Diverging diverging ->
                    new LeaderAnswer(
                            ErrorCode.NONE,
                            highWatermark(),
                            logStartOffset(),
                            diverging.end(),
                            null);
            case FetchVerdict.Serve served ->
                    new LeaderAnswer(
                            ErrorCode.NONE,
                            highWatermark(),
                            logStartOffset(),
                            null,
                            read(asked.fetchOffset(), maxBytes));
        };
    }

    private @Nullable ByteBuffer read(long offset, int maxBytes) {
        FileSlice slice = log.read(offset, log.logEndOffset(), maxBytes, true);
        return slice == null ? null : ByteBuffer.wrap(MemoryStorage.take(slice));
    }

    /** One fetch from its leader, and what came of it. */
    FollowerStep fetch(TestReplica from, long nowMs) {
        FetchPosition asked = follower().position();
        FollowerStep step = follower().fetched(asked, from.answer(this, asked, nowMs, 1 << 20));
        return step instanceof FollowerStep.AsksForRange
                ? follower().outOfRange(asked, from.logStartOffset(), from.logEndOffset())
                : step;
    }

    /** Fetches until nothing comes any more, and once again to tell so. */
    void catchUp(TestReplica from, long nowMs) {
        int rounds = 0;
        FollowerStep step = fetch(from, nowMs);
        while (!step.equals(new FollowerStep.Took(0))) {
            if (++rounds > 100) {
                throw new AssertionError("it does not catch up: " + step);
            }
            step = fetch(from, nowMs);
        }
        fetch(from, nowMs);
    }

    /** All is flushed, and the checkpoints say so. */
    void checkpoint() {
        log.flush();
        recoveryPoint = log.recoveryPoint();
        checkpointedHighWatermark = highWatermark();
        storedLogStart = log.logStartOffset();
    }

    /** The process dies; nothing that was written is lost. */
    void restart() {
        leader = null;
        follower = null;
        lastHighWatermark = checkpointedHighWatermark;
        log = openLog();
        epochs = openEpochs();
    }

    /** The machine dies: what was not flushed may be lost. */
    void losePower(Random random) {
        disk.loseSome(random);
        restart();
    }

    /** Every record, as {@code epoch:value}. */
    List<String> records() {
        List<String> records = new ArrayList<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            ByteBuffer batch = read(next, 1);
            if (batch == null) {
                break;
            }
            for (Record record : Batches.records(batch, Compression.UNSUPPORTED)) {
                if (record.offset() >= log.logStartOffset()) {
                    int epoch = epochs.epochAt(record.offset());
                    records.add(epoch + ":" + Batches.text(record.value()));
                }
                next = record.offset() + 1;
            }
        }
        return records;
    }

    // ---- what a replica may do to its log -------------------------------------------------------

    @Override
    public long logStartOffset() {
        return log.logStartOffset();
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public void append(ByteBuffer batches) {
        log.appendAsFollower(batches);
    }

    @Override
    public void truncateTo(long offset) {
        // A batch that holds the offset goes whole: the log may end below it.
        boolean inLog = offset >= log.logStartOffset() && offset < log.logEndOffset();
        ByteBuffer holder = inLog ? read(offset, 1) : null;
        long cut = holder == null ? offset : BatchHeader.at(holder, 0).baseOffset();
        recoveryPoint = Math.min(recoveryPoint, Math.min(offset, cut));
        storedLogStart = Math.min(storedLogStart, offset);
        log.truncateTo(offset);
    }

    @Override
    public void startAt(long offset) {
        recoveryPoint = Math.min(recoveryPoint, offset);
        storedLogStart = Math.min(storedLogStart, offset);
        log.startAt(offset, Batches.NOW_MS);
    }

    @Override
    public void raiseLogStart(long offset) {
        if (offset > log.logStartOffset()) {
            log.raiseLogStart(offset);
            storedLogStart = offset;
        }
    }

    static final class NoChance implements RandomSource {
        @Override
        public int nextInt(int bound) {
            return 0;
        }

        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public RandomSource fork(String purpose) {
            return this;
        }
    }
}
