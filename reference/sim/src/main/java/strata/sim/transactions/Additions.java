package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;

/** The partitions of an older client's transaction: what it sends waits until they are added. */
final class Additions {
    private final Party party;
    private final CoordinatorTalk coordinator;
    private final Sender sender;
    private final Transactor transactor;
    // What the coordinator, as far as it has said, has in the transaction.
    private final Set<TopicPartition> added = new LinkedHashSet<>();
    private final Set<TopicPartition> adding = new LinkedHashSet<>();
    private final List<Held> held = new ArrayList<>();

    /** Values that wait for their partition. */
    private record Held(TopicPartition partition, Deed.Sent values) {}

    Additions(Party party, CoordinatorTalk coordinator, Sender sender, Transactor transactor) {
        this.party = party;
        this.coordinator = coordinator;
        this.sender = sender;
        this.transactor = transactor;
    }

    /** A transaction begins: it has no partition yet. */
    void begin() {
        added.clear();
        adding.clear();
        held.clear();
    }

    boolean isIdle() {
        return held.isEmpty() && adding.isEmpty();
    }

    /** What waits is not sent. */
    void drop() {
        held.clear();
    }

    /** Sends values once their partition is part of the transaction. */
    void send(TopicPartition partition, Deed.Sent values) {
        if (added.contains(partition)) {
            sender.send(partition, values);
            return;
        }
        held.add(new Held(partition, values));
        if (adding.add(partition)) {
            Deed mine = transactor.deed();
            coordinator.add(
                    transactor.identity(),
                    partition,
                    (error, sentUs) -> {
                        if (transactor.isIn(mine) && adding.remove(partition)) {
                            answered(partition, error, sentUs);
                        }
                    });
        }
    }

    private void answered(TopicPartition partition, ErrorCode error, long sentUs) {
        String id = Objects.requireNonNull(party.transactionalId());
        switch (error) {
            case NONE -> {
                party.fencing().accepted(id, party.who(), sentUs, "AddPartitionsToTxn");
                added.add(partition);
                for (Held each : List.copyOf(held)) {
                    if (each.partition.equals(partition)) {
                        held.remove(each);
                        sender.send(partition, each.values);
                    }
                }
                transactor.hasBegunThere();
            }
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED, INVALID_PRODUCER_ID_MAPPING ->
                    transactor.fenced(error);
            case TRANSACTION_ABORTABLE, OPERATION_NOT_ATTEMPTED -> transactor.spoilt();
            default -> throw party.wrong("AddPartitionsToTxn", error);
        }
    }
}
