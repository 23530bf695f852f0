package strata.sim.transactions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Response;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionState;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.SimNode;
import strata.sim.client.Actor;
import strata.sim.cluster.ClusterClient;

/**
 * Looks once all faults have ended: no partition may have a transaction open for longer than its
 * timeout, and no coordinator one that is not complete. When all producers have done their last and
 * nothing is open any more, the processing of workers is accounted for.
 */
final class TransactionWatch implements Actor {
    private static final long POLL_US = 30_000;

    private final ClusterClient client;
    private final List<SimNode> brokers;
    private final Supplier<List<TopicPartition>> partitions;
    private final long boundUs;
    private final Ending ending;
    // Whom to ask still.
    private final ArrayDeque<TopicPartition> toAsk = new ArrayDeque<>();
    private final ArrayDeque<NodeId> toList = new ArrayDeque<>();
    private String lacking = "";
    // What is open or unfinished, and since when it was seen so.
    private final Map<String, Long> sinceUs = new LinkedHashMap<>();
    private boolean looking;
    // Whether the present look began when all producers were done.
    private boolean isWhole;
    private boolean concluding;
    private boolean done;

    /** What is left to do when nothing is open any more. */
    interface Ending {
        /** Whether everything has been read to its end. */
        boolean isAllRead();

        /** All is over. */
        void over();
    }

    /**
     * @param boundUs how long a transaction may still be open when all is at rest: the longest
     *     timeout, and some time to write markers
     */
    TransactionWatch(
            ClusterClient client,
            List<SimNode> brokers,
            Supplier<List<TopicPartition>> partitions,
            long boundUs,
            Ending ending) {
        this.client = client;
        this.brokers = brokers;
        this.partitions = partitions;
        this.boundUs = boundUs;
        this.ending = ending;
    }

    @Override
    public void begin() {}

    @Override
    public void finish() {
        if (partitions.get().isEmpty()) {
            client.later(POLL_US, POLL_US, this::finish);
        } else if (!looking) {
            looking = true;
            lookAgain();
        }
    }

    @Override
    public void conclude() {
        concluding = true;
        finish();
    }

    /** From the start: what was seen to be at rest may be so no longer. */
    private void lookAgain() {
        toAsk.clear();
        toList.clear();
        toAsk.addAll(partitions.get());
        brokers.forEach(broker -> toList.add(broker.id()));
        isWhole = concluding;
        askNext();
    }

    @Override
    public @Nullable String waitsFor() {
        return concluding && !done ? lacking : null;
    }

    private void askNext() {
        TopicPartition partition = toAsk.peek();
        NodeId broker = toList.peek();
        if (partition != null) {
            ask(partition);
        } else if (broker != null) {
            list(broker);
        } else if (!isWhole || !ending.isAllRead()) {
            lacking = "not everything is read";
            client.later(POLL_US, POLL_US, this::lookAgain);
        } else {
            ending.over();
            done = true;
        }
    }

    private void again() {
        client.later(POLL_US, POLL_US, this::askNext);
    }

    private void ask(TopicPartition partition) {
        ClusterClient.Leader leader = client.leader(partition);
        if (leader == null) {
            lacking = partition + " has no leader";
            client.refresh();
            again();
            return;
        }
        client.link(leader.node())
                .send(
                        new DescribeProducers.Request(List.of(partition)),
                        new SimConnection.Reply() {
                            @Override
                            public void answered(Response response) {
                                took(
                                        partition,
                                        ((DescribeProducers.Response) response)
                                                .partitions()
                                                .get(0));
                            }

                            @Override
                            public void lost(String why) {
                                lacking = partition + ": " + why;
                                client.refresh();
                                again();
                            }
                        });
    }

    private void took(TopicPartition partition, DescribeProducers.PartitionResult told) {
        if (told.error() != ErrorCode.NONE) {
            lacking = partition + ": " + told.error();
            client.refresh();
            again();
            return;
        }
        for (ProducerView producer : told.producers()) {
            if (producer.openSinceOffset() >= 0) {
                open(
                        String.format(
                                Locale.ROOT,
                                "producer id %d, epoch %d, has a transaction open in %s since"
                                        + " offset %d",
                                producer.producerId(),
                                producer.producerEpoch(),
                                partition,
                                producer.openSinceOffset()),
                        partition.toString());
                return;
            }
        }
        toAsk.remove();
        again();
    }

    private void list(NodeId broker) {
        List<String> unfinished =
                List.of(
                        TransactionState.ONGOING.text(),
                        TransactionState.PREPARE_COMMIT.text(),
                        TransactionState.PREPARE_ABORT.text());
        client.link(broker)
                .send(
                        new ListTransactions.Request(unfinished, List.of(), -1L, null),
                        new SimConnection.Reply() {
                            @Override
                            public void answered(Response response) {
                                took(broker, (ListTransactions.Response) response);
                            }

                            @Override
                            public void lost(String why) {
                                lacking = "node " + broker + ": " + why;
                                again();
                            }
                        });
    }

    private void took(NodeId broker, ListTransactions.Response told) {
        List<ListTransactions.Transaction> all = new ArrayList<>(told.transactions());
        if (told.error() != ErrorCode.NONE) {
            lacking = "node " + broker + ": " + told.error();
            again();
        } else if (!all.isEmpty()) {
            open("node " + broker + " lists " + all.get(0), all.get(0).transactionalId());
        } else {
            toList.remove();
            again();
        }
    }

    private void open(String what, String subject) {
        lacking = what;
        long nowUs = client.world().nowUs();
        long seenUs = sinceUs.computeIfAbsent(what, w -> nowUs);
        if (nowUs - seenUs > boundUs) {
            throw client.world()
                    .breach(
                            Breach.of(
                                    "hanging-transaction",
                                    "A transaction ends within its timeout, in every partition",
                                    String.format(
                                            Locale.ROOT,
                                            "%s, %.1f s after that was first seen, all faults over",
                                            what,
                                            (nowUs - seenUs) / 1e6),
                                    subject));
        }
        again();
    }
}
