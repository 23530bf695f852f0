package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.SeededRandom;
import strata.sim.client.Actor;
import strata.sim.groups.CoordinatorLink;

/**
 * An application that writes to several partitions in transactions, commits most and aborts some,
 * in all its lives. At the end it writes once more to each partition, until that is committed.
 */
final class TransactionalProducer implements Actor {
    private static final int BATCHES_MAX = 4;
    private static final int RECORDS_MAX = 3;
    private static final long HAUNT_US = 1_200_000;

    private final Parties parties;
    private final Supplier<List<TopicPartition>> partitions;
    private final Temper temper;
    private final Lives<Running> lives;
    private boolean finishing;
    private boolean done;
    private int lastTries;
    // Counts downwards: the transactions that zombies begin.
    private long zombies;

    /**
     * @param partitions that it writes to, as they come
     */
    TransactionalProducer(
            Parties parties, Supplier<List<TopicPartition>> partitions, Temper temper) {
        this.parties = parties;
        this.partitions = partitions;
        this.temper = temper;
        this.lives = new Lives<>(parties.client(), Running::new);
    }

    @Override
    public void begin() {
        parties.client().later(1, 1_000_000, this::startFirst);
    }

    /** Once there are topics: then there are enough brokers for the internal one, too. */
    private void startFirst() {
        if (partitions.get().isEmpty()) {
            parties.client().later(1_000, 200_000, this::startFirst);
            return;
        }
        lives.start();
        parties.client().operations().begin(20_000, 220_000, this::act);
    }

    @Override
    public void finish() {
        finishing = true;
        if (!partitions.get().isEmpty()) {
            lives.settle();
        }
        finishMore();
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
                + " has not committed its last transaction: "
                + (now == null ? "it is down" : now.transactor.told());
    }

    private void finishMore() {
        if (done) {
            return;
        }
        Running now = lives.awake();
        if (now == null && !partitions.get().isEmpty()) {
            lives.settle();
        } else if (now != null && now.transactor.state() == Transactor.State.READY) {
            now.writeLast();
        }
        parties.client().later(20_000, 60_000, this::finishMore);
    }

    private void act(long number, SeededRandom chance) {
        Running now = lives.awake();
        if (now == null) {
            return;
        }
        int timeoutMs = now.party.manners().timeoutMs();
        int what = chance.nextInt(100);
        if ((what -= temper.crashes()) < 0) {
            lives.crash(chance.between(10_000, 900_000));
        } else if ((what -= temper.pauses()) < 0) {
            lives.pause(chance.between(20_000, 1_600L * timeoutMs));
        } else if (what - temper.zombies() < 0) {
            lives.haunt(chance.between(100_000, 1_500L * timeoutMs), HAUNT_US);
        } else if (now.transactor.state() == Transactor.State.READY) {
            now.write(Long.toString(number), chance);
        }
    }

    /** Something to do, after a pause. */
    private record Step(long minUs, long maxUs, Runnable what) {}

    /** One life. */
    @SuppressWarnings("ReferenceEquality") // One life of a process is not another one like it.
    private final class Running implements Lives.Running, Transactor.Owner {
        private final Party party;
        private final CoordinatorLink link;
        private final Transactor transactor;
        // What is left to do in the open transaction.
        private final List<Step> script = new ArrayList<>();

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
        public void resumes() {
            boolean isReplaced = lives.present() != this;
            if (isReplaced && transactor.state() == Transactor.State.READY) {
                long number = --zombies;
                write("z" + -number, parties.client().operations().chance(number));
            }
        }

        @Override
        public void over() {
            transactor.over();
        }

        @Override
        public void disconnect() {
            link.reset();
        }

        /** Some batches with pauses between, then the end. */
        void write(String number, SeededRandom chance) {
            script.clear();
            int batches = 1 + chance.nextInt(BATCHES_MAX);
            for (int i = 0; i < batches; i++) {
                List<String> values = new ArrayList<>();
                int records = 1 + chance.nextInt(RECORDS_MAX);
                for (int j = 0; j < records; j++) {
                    values.add(party.session().client() + "-" + number + "." + i + "." + j);
                }
                TopicPartition to = chance.oneOf(partitions.get());
                script.add(new Step(500, 30_000, () -> transactor.send(to, values)));
            }
            long lingersUs =
                    chance.chance(temper.lingers()) ? 1_300L * party.manners().timeoutMs() : 0;
            boolean aborts = chance.chance(temper.aborts());
            boolean impatient = chance.chance(temper.impatience());
            script.add(
                    new Step(
                            lingersUs + 100,
                            lingersUs + 30_000,
                            aborts ? transactor::abort : () -> transactor.commit(impatient)));
            transactor.begin();
            goOn();
        }

        void writeLast() {
            int tries = ++lastTries;
            script.clear();
            for (TopicPartition to : partitions.get()) {
                String value = party.session().client() + "-last." + tries + "." + to;
                script.add(new Step(100, 5_000, () -> transactor.send(to, List.of(value))));
            }
            script.add(new Step(100, 5_000, () -> transactor.commit(false)));
            transactor.begin();
            goOn();
        }

        private void goOn() {
            if (!script.isEmpty() && transactor.state() == Transactor.State.OPEN) {
                Step next = script.remove(0);
                party.life()
                        .later(
                                next.minUs,
                                next.maxUs,
                                () -> {
                                    next.what.run();
                                    goOn();
                                });
            }
        }

        @Override
        public void ready() {}

        @Override
        public void spoilt() {
            script.clear();
            party.life().later(1, 20_000, transactor::abort);
        }

        @Override
        public void ended(boolean committed) {
            script.clear();
            done |= committed && lastTries > 0;
        }

        @Override
        public void fenced() {
            lives.fenced(this);
        }
    }
}
