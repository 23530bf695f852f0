package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.sim.groups.CoordinatorLink;

/**
 * A transactional producer as Kafka's clients are, of either version (KIP-98, KIP-360, KIP-890):
 * asks for its epoch; adds partitions to its transaction before it sends to them, or leaves that to
 * brokers; commits when all is acknowledged, and aborts what went wrong. An older client takes a
 * new epoch after a transaction that went wrong; a newer one gets one with each end.
 *
 * <p>Invariant: once it has asked to commit a transaction it never asks to abort it.
 */
final class Transactor implements Sender.Outcome {
    private final Party party;
    private final CoordinatorTalk coordinator;
    private final Owner owner;
    private final Sender sender;
    private final Additions additions;
    private final GroupOffsets offsets;
    private final String id;
    private State state = State.INITIALISING;
    private @Nullable Deed deed;
    private final List<Deed.Sent> sent = new ArrayList<>();
    private long openSinceUs;
    // Something may be in the transaction as brokers see it.
    private boolean hasBegunThere;
    // The next transaction may not be of this epoch (KIP-360).
    private boolean needsEpoch;
    private @Nullable End wanted;

    /** How a transaction is to end. */
    private enum End {
        COMMIT,
        /** The same by a client that hangs up and asks again before it can have an answer. */
        COMMIT_IMPATIENTLY,
        ABORT
    }

    /** Where it is. */
    enum State {
        /** It has no epoch yet. */
        INITIALISING,
        /** No transaction is open. */
        READY,
        OPEN,
        /** Something went wrong: it can only be aborted. */
        SPOILT,
        /** It ends, one way or the other. */
        ENDING,
        /** It is none any more. */
        OVER
    }

    /** Whose producer it is. */
    interface Owner {
        /** It may begin a transaction. */
        void ready();

        /** The transaction can only be aborted, which its owner has to ask for. */
        void spoilt();

        /** The transaction has ended. Before long it is {@link #ready}. */
        void ended(boolean committed);

        /** It is no producer any more: another one has taken its place, or it took too long. */
        void fenced();
    }

    Transactor(Party party, CoordinatorLink coordinator, CoordinatorLink ofGroup, Owner owner) {
        this.party = party;
        this.coordinator = new CoordinatorTalk(party, coordinator);
        this.owner = owner;
        this.sender = new Sender(party, this);
        this.id = Objects.requireNonNull(party.transactionalId());
        this.additions = new Additions(party, this.coordinator, sender, this);
        this.offsets = new GroupOffsets(party, coordinator, ofGroup, this);
    }

    State state() {
        return state;
    }

    CoordinatorTalk.Identity identity() {
        return new CoordinatorTalk.Identity(sender.producerId(), sender.producerEpoch());
    }

    /** Asks for its epoch. */
    void initialise() {
        initialise(CoordinatorTalk.Identity.NONE);
    }

    /** Begins a transaction; nothing is sent for that. */
    void begin() {
        state = State.OPEN;
        deed = null;
        wanted = null;
        sent.clear();
        additions.begin();
        openSinceUs = Long.MAX_VALUE;
        hasBegunThere = false;
        sender.persist();
    }

    /** What it does in the open transaction. */
    Deed deed() {
        Deed now = deed;
        if (now == null) {
            now = party.ledger().begins(party.session());
            deed = now;
        }
        return now;
    }

    /** Sends values within the transaction. */
    void send(TopicPartition partition, List<String> values) {
        if (state != State.OPEN) {
            return;
        }
        touches();
        Deed.Sent what = party.ledger().sends(deed(), partition.toString(), values);
        sent.add(what);
        if (party.isOfVersion2()) {
            hasBegunThere = true;
            sender.send(partition, what);
        } else {
            additions.send(partition, what);
        }
    }

    /** Whether a deed is that of the transaction which is not ending yet. */
    boolean isIn(Deed mine) {
        return mine.equals(deed) && (state == State.OPEN || state == State.SPOILT);
    }

    /** The transaction has something in it, as brokers see it. */
    void hasBegunThere() {
        hasBegunThere = true;
        endWhenFlushed();
    }

    /** Has offsets of a group committed with the transaction. */
    void sendOffsets(String groupId, Map<TopicPartition, Long> where) {
        if (state == State.OPEN) {
            touches();
            hasBegunThere = true;
            offsets.send(groupId, where);
        }
    }

    /**
     * Commits once all is acknowledged, unless something goes wrong before.
     *
     * @param impatiently whether it hangs up, and asks again, before it can have an answer
     */
    void commit(boolean impatiently) {
        if (state == State.OPEN) {
            wanted = impatiently ? End.COMMIT_IMPATIENTLY : End.COMMIT;
            endWhenFlushed();
        }
    }

    void abort() {
        if (state == State.OPEN || state == State.SPOILT) {
            state = State.SPOILT;
            wanted = End.ABORT;
            additions.drop();
            needsEpoch |= sender.drop();
            endWhenFlushed();
        }
    }

    /** Its process has died, or it is fenced: what is open nobody will end. */
    void over() {
        Deed now = deed;
        if (now != null) {
            party.ledger().over(now, sent);
        }
        deed = null;
        state = State.OVER;
    }

    /** For whoever wonders why nothing happens. */
    String told() {
        return party.who()
                + " is "
                + state
                + (sender.isIdle() ? "" : ", has batches under way")
                + (offsets.isIdle() ? "" : ", has offsets under way")
                + ", "
                + coordinator.told();
    }

    @Override
    public void acknowledged(Sender.Batch batch, long firstSentUs) {
        party.fencing().accepted(id, party.who(), firstSentUs, "a batch");
        endWhenFlushed();
    }

    @Override
    public void refused(Sender.Batch batch, ErrorCode error) {
        party.tell("is refused a batch to " + batch.partition + ": " + error);
        if (error == ErrorCode.PRODUCER_FENCED || error == ErrorCode.INVALID_PRODUCER_ID_MAPPING) {
            fenced(error);
        } else {
            // Also INVALID_PRODUCER_EPOCH: whether it is fenced, the coordinator tells (KIP-588).
            spoilt();
        }
    }

    @Override
    public void dropped(Sender.Batch batch) {
        needsEpoch = true;
        endWhenFlushed();
    }

    /** Something of the transaction was refused: it can only be aborted. */
    void spoilt() {
        needsEpoch = true;
        if (state == State.OPEN) {
            state = State.SPOILT;
            wanted = null;
            additions.drop();
            sender.drop();
            owner.spoilt();
        } else {
            endWhenFlushed();
        }
    }

    void fenced(ErrorCode error) {
        if (state != State.OVER) {
            party.tell("is fenced: " + error);
            party.fencing().fenced(id, party.who(), error, tookTooLong());
            over();
            owner.fenced();
        }
    }

    /** Offsets have been taken, to be committed with it. */
    void offsetsSent(long sentUs) {
        party.fencing().accepted(id, party.who(), sentUs, "TxnOffsetCommit");
        endWhenFlushed();
    }

    private boolean tookTooLong() {
        // A coordinator's clock may run too fast by 5 %.
        long boundUs = party.manners().timeoutMs() * 900L;
        return openSinceUs != Long.MAX_VALUE && party.world().nowUs() - openSinceUs >= boundUs;
    }

    private void touches() {
        openSinceUs = Math.min(openSinceUs, party.world().nowUs());
    }

    private void initialise(CoordinatorTalk.Identity present) {
        state = State.INITIALISING;
        coordinator.initialise(
                present,
                (told, sentUs) -> {
                    switch (told.error()) {
                        case NONE -> entered(told);
                        case PRODUCER_FENCED, INVALID_PRODUCER_EPOCH -> fenced(told.error());
                        default -> throw party.wrong("InitProducerId", told);
                    }
                });
    }

    private void entered(InitProducerId.Response told) {
        party.tell("has producer id " + told.producerId() + ", epoch " + told.producerEpoch());
        party.fencing().entered(id, party.who(), told.producerId(), told.producerEpoch());
        sender.in(told.producerId(), told.producerEpoch());
        needsEpoch = false;
        state = State.READY;
        owner.ready();
    }

    /** Ends the transaction if that is wanted, and nothing is under way. */
    private void endWhenFlushed() {
        End how = wanted;
        boolean isFlushed = sender.isIdle() && offsets.isIdle() && additions.isIdle();
        if (how == null || !isFlushed || (state != State.OPEN && state != State.SPOILT)) {
            return;
        }
        wanted = null;
        state = State.ENDING;
        boolean commits = how != End.ABORT;
        if (!hasBegunThere) {
            // As Kafka's clients: nothing was added, so there is nothing to end.
            ended(commits, null);
            return;
        }
        Deed mine = deed();
        if (commits) {
            party.ledger().commits(mine);
        }
        coordinator.end(
                identity(),
                commits,
                new CoordinatorTalk.Ending() {
                    @Override
                    public void inVain() {
                        party.ledger().endsAgain(mine);
                    }

                    @Override
                    public void answered(EndTxn.Response told, long sentUs, boolean perhapsDone) {
                        answeredEnd(told, commits, sentUs, perhapsDone);
                    }
                });
        if (how == End.COMMIT_IMPATIENTLY) {
            party.life().later(1, 4_000, coordinator::hangUp);
        }
    }

    private void answeredEnd(
            EndTxn.Response told, boolean commits, long sentUs, boolean perhapsDone) {
        ErrorCode error = told.error();
        switch (error) {
            case NONE -> {
                party.fencing().accepted(id, party.who(), sentUs, "EndTxn");
                ended(commits, told);
            }
            case PRODUCER_FENCED, INVALID_PRODUCER_EPOCH, INVALID_PRODUCER_ID_MAPPING -> {
                endedInVain(perhapsDone);
                fenced(error);
            }
            // It was ended otherwise, by the coordinator or by a late end of another transaction.
            case INVALID_TXN_STATE, TRANSACTION_ABORTABLE -> {
                party.tell("cannot end its transaction: " + error);
                endedInVain(perhapsDone);
                over();
                owner.fenced();
            }
            default -> throw party.wrong("EndTxn", told);
        }
    }

    /** It was refused to end: unless an earlier try was executed, it is not committed. */
    private void endedInVain(boolean perhapsDone) {
        if (!perhapsDone) {
            party.ledger().aborted(deed(), sent);
            deed = null;
        }
    }

    private void ended(boolean commits, @Nullable EndTxn.Response told) {
        Deed now = deed;
        deed = null;
        if (now != null && commits) {
            party.ledger().committed(now, sent);
        } else if (now != null) {
            party.ledger().aborted(now, sent);
        }
        if (told != null && party.isOfVersion2() && told.producerId() >= 0) {
            party.fencing().owns(id, party.who(), told.producerId(), told.producerEpoch());
            sender.in(told.producerId(), told.producerEpoch());
            needsEpoch = false;
        }
        owner.ended(commits);
        if (state == State.OVER) {
            return;
        }
        if (needsEpoch && !party.isOfVersion2()) {
            initialise(identity());
        } else {
            state = State.READY;
            owner.ready();
        }
    }
}
