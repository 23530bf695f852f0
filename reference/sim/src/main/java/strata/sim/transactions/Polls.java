package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.CorruptDataException;
import strata.kernel.request.Fetch;
import strata.kernel.request.Fetch.PartitionResult;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.Retry;
import strata.sim.history.History.Read;

/** Fetches of one life of a client, with either isolation level. */
final class Polls {
    private static final int MAX_BYTES = 16 * 1024;
    private static final int NO_SESSION = 0;
    private static final int NO_SESSION_EPOCH = -1;

    private final Party party;
    private final boolean committedOnly;

    /** What becomes of a fetch. */
    interface Outcome {
        /**
         * It was answered.
         *
         * @param next the offset to go on from
         * @param end the last stable offset, or for who reads everything the high watermark
         * @param atRest whether these two are the same: no transaction is open
         */
        void read(List<Read> reads, long next, long end, boolean atRest);

        /** It was not, or not well; the metadata has been asked for. */
        void failed(String why);
    }

    Polls(Party party, boolean committedOnly) {
        this.party = party;
        this.committedOnly = committedOnly;
    }

    /**
     * Fetches once.
     *
     * @param into whose open transaction it reads for; null for none
     */
    void poll(TopicPartition partition, long position, @Nullable Transactor into, Outcome outcome) {
        ClusterClient.Leader leader = party.client().leader(partition);
        if (leader == null) {
            party.client().refresh();
            outcome.failed("no leader");
            return;
        }
        Fetch.PartitionFetch wanted =
                new Fetch.PartitionFetch(
                        partition.partition(), leader.epoch(), position, -1, -1L, MAX_BYTES);
        IsolationLevel isolation =
                committedOnly ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
        Fetch.Request request =
                new Fetch.Request(
                        -1,
                        0,
                        1,
                        MAX_BYTES,
                        isolation,
                        NO_SESSION,
                        NO_SESSION_EPOCH,
                        List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.named(partition.topic()), List.of(wanted))));
        party.client()
                .link(leader.node())
                .send(
                        request,
                        party.life()
                                .guarded(
                                        new Answered(
                                                new Wish(partition, position, into),
                                                leader.node(),
                                                outcome)));
    }

    /** What is asked for. */
    private record Wish(TopicPartition partition, long position, @Nullable Transactor into) {}

    /** What becomes of one request. */
    private final class Answered implements SimConnection.Reply {
        private final Wish wish;
        private final NodeId from;
        private final Outcome outcome;

        Answered(Wish wish, NodeId from, Outcome outcome) {
            this.wish = wish;
            this.from = from;
            this.outcome = outcome;
        }

        @Override
        public void answered(Response response) {
            Fetch.Response fetched = party.as(Fetch.Response.class, response);
            ErrorCode error = fetched.error();
            if (error == ErrorCode.NONE) {
                PartitionResult result = fetched.topics().get(0).partitions().get(0);
                error = result.error();
                if (error == ErrorCode.NONE) {
                    take(result);
                    return;
                }
            }
            // A leader that was replaced without knowing has not got what was committed since.
            if (!Retry.isRefreshedByReader(error) && error != ErrorCode.OFFSET_OUT_OF_RANGE) {
                throw party.wrong("Fetch of " + wish.partition, error);
            }
            party.client().refresh();
            outcome.failed(error + " from node " + from + " at offset " + wish.position);
        }

        @Override
        public void lost(String why) {
            party.client().refresh();
            outcome.failed(why);
        }

        private void take(PartitionResult result) {
            checkStable(result);
            String name = wish.partition.toString();
            Ledger.Polling by = new Ledger.Polling(party.session(), name, committedOnly);
            StampedRecords.Taken taken = taken(by, result);
            Transactor into = wish.into;
            party.ledger()
                    .polled(
                            by,
                            new Ledger.Span(wish.position, taken.next()),
                            taken.reads(),
                            into == null || taken.reads().isEmpty() ? null : into.deed());
            if (committedOnly) {
                taken.reads().forEach(read -> party.common().processed().seen(name, read.value()));
            }
            long end = committedOnly ? result.lastStableOffset() : result.highWatermark();
            boolean atRest = result.lastStableOffset() == result.highWatermark();
            outcome.read(taken.reads(), taken.next(), end, atRest);
        }

        private StampedRecords.Taken taken(Ledger.Polling by, PartitionResult result) {
            FileSlice records = result.records();
            if (records == null) {
                return new StampedRecords.Taken(List.of(), wish.position);
            }
            ByteBuffer bytes = ByteBuffer.allocate(records.count());
            records.read(bytes, 0);
            bytes.flip();
            try {
                return party.records()
                        .take(
                                bytes,
                                wish.position,
                                committedOnly ? result.abortedTransactions() : null);
            } catch (CorruptDataException e) {
                throw party.ledger().unreadable(by, wish.position, String.valueOf(e.getMessage()));
            }
        }

        private void checkStable(PartitionResult result) {
            if (result.lastStableOffset() > result.highWatermark()) {
                throw party.world()
                        .breach(
                                Breach.of(
                                        "stable-beyond-high-watermark",
                                        "The last stable offset is not above the high watermark",
                                        String.format(
                                                Locale.ROOT,
                                                "node %s tells of %s a last stable offset of %d,"
                                                        + " and a high watermark of %d",
                                                from,
                                                wish.partition,
                                                result.lastStableOffset(),
                                                result.highWatermark()),
                                        wish.partition.toString()));
            }
        }
    }
}
