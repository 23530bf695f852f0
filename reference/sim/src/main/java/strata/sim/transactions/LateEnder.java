package strata.sim.transactions;

import java.util.List;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.EndTxn;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.groups.CoordinatorLink;

/**
 * A producer whose ends come late, round after round (KAFKA-17754). The end of its first
 * transaction is held back on the way; it asks again, is answered, and writes in its next one. Then
 * what was held back arrives. It writes to another partition, and ends this transaction the other
 * way round. Where an epoch is for several transactions, this one is torn: its first part is ended
 * with the late one's outcome, its second part with its own.
 */
final class LateEnder implements Actor {
    private final Parties parties;
    private final Supplier<List<TopicPartition>> partitions;
    private final int lateCommits;
    private final Lives<Running> lives;
    private boolean finishing;
    private boolean done;
    private long rounds;
    private long executed;
    private long refused;

    /**
     * @param partitions that it writes to, at least two, once they are there
     * @param lateCommits of how many rounds, in percent, the late end is a commit
     */
    LateEnder(Parties parties, Supplier<List<TopicPartition>> partitions, int lateCommits) {
        this.parties = parties;
        this.partitions = partitions;
        this.lateCommits = lateCommits;
        this.lives = new Lives<>(parties.client(), Running::new);
    }

    /** How many late ends were executed. */
    long executed() {
        return executed;
    }

    /** How many late ends were refused. */
    long refused() {
        return refused;
    }

    @Override
    public void begin() {
        parties.client().later(1, 1_000_000, this::startFirst);
    }

    private void startFirst() {
        if (partitions.get().size() < 2) {
            parties.client().later(1_000, 200_000, this::startFirst);
        } else {
            lives.start();
        }
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        if (!finishing || done) {
            return null;
        }
        Running now = lives.present();
        return parties.label()
                + " has not ended its last round: "
                + (now == null ? "it is down" : now.transactor.told());
    }

    /** One life. */
    private final class Running implements Lives.Running, Transactor.Owner {
        private static final long STEP_US_MIN = 1_000;
        private static final long STEP_US_MAX = 30_000;

        private final Party party;
        private final CoordinatorLink link;
        private final Transactor transactor;
        private boolean inSecond;
        // How often the second transaction of this round was begun; it may have to be aborted.
        private int seconds;
        // How the late end is to end a transaction.
        private boolean commitsLate;

        Running(int number, int slot) {
            this.party = parties.party(number);
            this.link = parties.coordinator(slot);
            this.transactor = new Transactor(party, link, parties.ofGroup(slot), this);
        }

        @Override
        public Party party() {
            return party;
        }

        @Override
        public void begin() {
            transactor.initialise();
        }

        @Override
        public void resumes() {}

        @Override
        public void over() {
            transactor.over();
        }

        @Override
        public void disconnect() {
            link.reset();
        }

        @Override
        public void ready() {
            if (inSecond) {
                then(this::writeSecond);
            } else if (finishing && rounds > 0) {
                done = true;
            } else {
                then(this::writeFirst);
            }
        }

        private void writeFirst() {
            rounds++;
            seconds = 0;
            SeededRandom chance = parties.client().operations().chance(rounds);
            commitsLate = chance.chance(lateCommits);
            transactor.begin();
            String value = value("first");
            transactor.send(partitions.get().get(0), List.of(value));
            whenStands(value, this::endFirst);
        }

        private void endFirst() {
            inSecond = true;
            link.holdBack(EndTxn.Request.class);
            end(commitsLate);
        }

        private void writeSecond() {
            transactor.begin();
            String value = value(seconds == 0 ? "second" : "second" + seconds);
            seconds++;
            transactor.send(partitions.get().get(0), List.of(value));
            whenStands(value, this::letGo);
        }

        private void letGo() {
            link.letGo(
                    party.life()
                            .guarded(
                                    new SimConnection.Reply() {
                                        @Override
                                        public void answered(Response response) {
                                            took(party.as(EndTxn.Response.class, response).error());
                                        }

                                        @Override
                                        public void lost(String why) {
                                            writeMore();
                                        }
                                    }));
        }

        private void took(ErrorCode error) {
            party.tell(
                    "has its end of another transaction, a late "
                            + (commitsLate ? "commit" : "abort")
                            + ", answered with "
                            + error);
            if (error == ErrorCode.NONE) {
                executed++;
            } else {
                refused++;
            }
            writeMore();
        }

        private void writeMore() {
            String value = value("third");
            transactor.send(partitions.get().get(1), List.of(value));
            whenStands(value, () -> end(!commitsLate));
        }

        private void end(boolean commits) {
            if (commits) {
                transactor.commit(false);
            } else {
                transactor.abort();
            }
        }

        private String value(String part) {
            return party.session().client() + "-" + rounds + "." + part;
        }

        /** Goes on once a value is acknowledged, unless something goes wrong before. */
        private void whenStands(String value, Runnable what) {
            then(
                    () -> {
                        if (transactor.state() != Transactor.State.OPEN) {
                            return;
                        }
                        if (party.ledger().offsetOf(value) == null) {
                            whenStands(value, what);
                        } else {
                            what.run();
                        }
                    });
        }

        private void then(Runnable what) {
            party.life().later(STEP_US_MIN, STEP_US_MAX, what);
        }

        @Override
        public void spoilt() {
            then(transactor::abort);
        }

        @Override
        public void ended(boolean committed) {
            if (!link.holds()) {
                inSecond = false;
            }
        }

        @Override
        public void fenced() {
            lives.fenced(this);
        }
    }
}
