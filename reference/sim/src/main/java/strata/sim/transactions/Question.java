package strata.sim.transactions;

import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.groups.CoordinatorLink;
import strata.sim.groups.Life;

/** A request to a coordinator that is sent again and again until its answer settles something. */
final class Question {
    private final Life life;
    private final CoordinatorLink coordinator;
    private final Supplier<Request> request;
    private final Hearing hearing;
    private final long begunUs;
    // It may have been executed although nobody was told.
    private boolean perhapsDone;

    /** What is made of answers. */
    interface Hearing {
        /** The error that an answer tells, the first if there are several. */
        ErrorCode errorOf(Response response);

        /**
         * It is settled, one way or the other.
         *
         * @param sentUs when it was asked for the first time
         * @param perhapsDone whether an earlier try may have been executed
         */
        void settled(Response response, ErrorCode error, long sentUs, boolean perhapsDone);

        /** It has to be asked again; this try may have been executed, or may still be. */
        default void inVain() {}

        /** Whether who answers is the one to ask. */
        default boolean isBelieved(NodeId by) {
            return true;
        }

        /** Whether an error that is not the coordinator's own means to ask again. */
        default boolean isAgain(ErrorCode error) {
            return error == ErrorCode.CONCURRENT_TRANSACTIONS;
        }
    }

    private Question(
            Party party, CoordinatorLink coordinator, Supplier<Request> request, Hearing hearing) {
        this.life = party.life();
        this.coordinator = coordinator;
        this.request = request;
        this.hearing = hearing;
        this.begunUs = party.world().nowUs();
    }

    /** Asks until it is settled, or the asker's life is over. */
    static void ask(
            Party party, CoordinatorLink coordinator, Supplier<Request> request, Hearing hearing) {
        new Question(party, coordinator, request, hearing).send();
    }

    private void send() {
        coordinator.ask(
                life,
                request.get(),
                new CoordinatorLink.Outcome() {
                    @Override
                    public void answered(Response response, NodeId by, long sentUs) {
                        ErrorCode error = hearing.errorOf(response);
                        if (coordinator.isTheCoordinators(error) || hearing.isAgain(error)) {
                            // A coordinator that is replaced says so too of what it has stored.
                            if (!hearing.isAgain(error)
                                    && error != ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) {
                                mayBeDone();
                            }
                            life.backOff(Question.this::send);
                        } else if (!hearing.isBelieved(by)) {
                            coordinator.forget();
                            life.backOff(Question.this::send);
                        } else {
                            hearing.settled(response, error, begunUs, perhapsDone);
                        }
                    }

                    @Override
                    public void lost(String why) {
                        mayBeDone();
                        life.backOff(Question.this::send);
                    }
                });
    }

    private void mayBeDone() {
        perhapsDone = true;
        hearing.inVain();
    }
}
