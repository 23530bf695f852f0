package strata.sim.transactions;

import java.util.List;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Response;
import strata.sim.groups.CoordinatorLink;

/** What a transactional producer asks its coordinator. */
final class CoordinatorTalk {
    private final Party party;
    private final CoordinatorLink coordinator;
    private final String id;

    /** Who it is as it asks. */
    record Identity(long producerId, short epoch) {
        static final Identity NONE = new Identity(-1L, (short) -1);
    }

    /** What becomes of the end of a transaction. */
    interface Ending {
        /** It has to be asked for again; it may come about nevertheless. */
        void inVain();

        /**
         * It is answered.
         *
         * @param sentUs when it was asked for the first time
         * @param perhapsDone whether an earlier try may have been executed
         */
        void answered(EndTxn.Response told, long sentUs, boolean perhapsDone);
    }

    /** Takes an answer. */
    interface Taking<R> {
        void take(R told, long sentUs);
    }

    CoordinatorTalk(Party party, CoordinatorLink coordinator) {
        this.party = party;
        this.coordinator = coordinator;
        this.id = Objects.requireNonNull(party.transactionalId());
    }

    String told() {
        return coordinator.told();
    }

    /** The connection is reset, as by a client that is impatient. */
    void hangUp() {
        coordinator.hangUp();
    }

    void initialise(Identity present, Taking<InitProducerId.Response> taking) {
        if (present.equals(Identity.NONE)) {
            party.fencing().asks(id, party.who());
        }
        InitProducerId.Request request =
                new InitProducerId.Request(
                        id, party.manners().timeoutMs(), present.producerId, present.epoch);
        Question.ask(
                party,
                coordinator,
                () -> request,
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        return party.as(InitProducerId.Response.class, response).error();
                    }

                    @Override
                    public void inVain() {
                        party.fencing().askedInVain(id);
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        taking.take((InitProducerId.Response) response, sentUs);
                    }
                });
    }

    void add(Identity present, TopicPartition partition, Taking<ErrorCode> taking) {
        AddPartitionsToTxn.Transaction transaction =
                new AddPartitionsToTxn.Transaction(
                        id,
                        present.producerId,
                        present.epoch,
                        false,
                        party.manners().version(),
                        List.of(partition));
        AddPartitionsToTxn.Request request = new AddPartitionsToTxn.Request(List.of(transaction));
        Question.ask(
                party,
                coordinator,
                () -> request,
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        AddPartitionsToTxn.Response told =
                                party.as(AddPartitionsToTxn.Response.class, response);
                        return told.error() == ErrorCode.NONE
                                ? told.results().get(0).partitions().get(0).error()
                                : told.error();
                    }

                    @Override
                    public boolean isAgain(ErrorCode error) {
                        return error == ErrorCode.CONCURRENT_TRANSACTIONS
                                || error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        taking.take(error, sentUs);
                    }
                });
    }

    void end(Identity present, boolean commits, Ending ending) {
        EndTxn.Request request =
                new EndTxn.Request(
                        id, present.producerId, present.epoch, commits, party.manners().version());
        Question.ask(
                party,
                coordinator,
                () -> request,
                new Question.Hearing() {
                    @Override
                    public ErrorCode errorOf(Response response) {
                        return party.as(EndTxn.Response.class, response).error();
                    }

                    @Override
                    public void inVain() {
                        ending.inVain();
                    }

                    @Override
                    public void settled(
                            Response response, ErrorCode error, long sentUs, boolean perhapsDone) {
                        ending.answered((EndTxn.Response) response, sentUs, perhapsDone);
                    }
                });
    }
}
