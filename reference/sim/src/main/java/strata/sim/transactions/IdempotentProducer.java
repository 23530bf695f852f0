package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;

/**
 * A producer that is idempotent and nothing more, in all its lives: several batches under way at
 * once. What it gives up it never sends again; it goes on in an epoch that it chooses itself
 * (KIP-360). At the end it sends one more value to each partition until that is acknowledged.
 */
final class IdempotentProducer implements Actor {
    private static final int WAITING_MAX = 12;
    private static final int BATCHES_MAX = 5;
    private static final int RECORDS_MAX = 3;
    private static final int GIVES_UP = 6;

    private final Parties parties;
    private final Supplier<List<TopicPartition>> partitions;
    private final Temper temper;
    private final Lives<Running> lives;
    private boolean finishing;
    private boolean done;
    private int lastTries;

    /**
     * @param partitions that it writes to, as they come
     */
    IdempotentProducer(Parties parties, Supplier<List<TopicPartition>> partitions, Temper temper) {
        this.parties = parties;
        this.partitions = partitions;
        this.temper = temper;
        this.lives = new Lives<>(parties.client(), Running::new);
    }

    @Override
    public void begin() {
        parties.client().operations().begin(5_000, 120_000, this::act);
    }

    @Override
    public void finish() {
        finishing = true;
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
                + " has not sent its last values: "
                + (now == null ? "it is down" : now.told());
    }

    private void finishMore() {
        if (done) {
            return;
        }
        if (!partitions.get().isEmpty()) {
            lives.settle();
            Running now = lives.present();
            if (now != null && now.isReady() && now.sender.waiting() == 0) {
                if (lastTries > 0) {
                    done = true;
                    return;
                }
                now.sendLast();
            }
        }
        parties.client().later(20_000, 60_000, this::finishMore);
    }

    private void act(long number, SeededRandom chance) {
        if (partitions.get().isEmpty()) {
            return;
        }
        lives.start();
        Running now = lives.awake();
        if (now == null) {
            return;
        }
        int what = chance.nextInt(100);
        if ((what -= temper.crashes()) < 0) {
            lives.crash(chance.between(10_000, 600_000));
        } else if ((what -= temper.pauses()) < 0) {
            lives.pause(chance.between(20_000, 900_000));
        } else if (now.isReady()) {
            if (what - GIVES_UP < 0) {
                now.giveUp();
            }
            now.send(number, chance);
        }
    }

    /** One life. */
    private final class Running implements Lives.Running, Sender.Outcome {
        private final Party party;
        private final Sender sender;
        private final List<Deed.Sent> waiting = new ArrayList<>();

        Running(int number, int slot) {
            this.party = parties.party(number);
            this.sender = new Sender(party, this);
        }

        @Override
        public Party party() {
            return party;
        }

        @Override
        public void begin() {
            party.client()
                    .askAny(
                            new InitProducerId.Request(null, Integer.MAX_VALUE, -1L, (short) -1),
                            party.life()
                                    .guarded(
                                            new SimConnection.Reply() {
                                                @Override
                                                public void answered(Response response) {
                                                    took(
                                                            party.as(
                                                                    InitProducerId.Response.class,
                                                                    response));
                                                }

                                                @Override
                                                public void lost(String why) {
                                                    party.life().backOff(Running.this::begin);
                                                }
                                            }));
        }

        boolean isReady() {
            return sender.producerId() >= 0;
        }

        String told() {
            return party.who()
                    + (isReady() ? " waits for " + sender.waiting() : " has no producer id");
        }

        private void took(InitProducerId.Response told) {
            switch (told.error()) {
                case NONE -> {
                    party.tell("has producer id " + told.producerId());
                    String whole = "producer " + told.producerId();
                    party.fencing().owns(whole, party.who(), told.producerId(), (short) 0);
                    sender.in(told.producerId(), told.producerEpoch());
                }
                case COORDINATOR_LOAD_IN_PROGRESS,
                        COORDINATOR_NOT_AVAILABLE,
                        REQUEST_TIMED_OUT,
                        NOT_CONTROLLER ->
                        party.life().backOff(this::begin);
                default -> throw party.wrong("InitProducerId", told);
            }
        }

        @Override
        public void resumes() {}

        @Override
        public void over() {
            waiting.forEach(sent -> party.ledger().over(sent.deed, List.of(sent)));
            waiting.clear();
        }

        @Override
        public void disconnect() {}

        void send(long number, SeededRandom chance) {
            int batches = chance.chance(50) ? 1 : BATCHES_MAX;
            TopicPartition to = chance.oneOf(partitions.get());
            for (int i = 0; i < batches && sender.waiting() < WAITING_MAX; i++) {
                List<String> values = new ArrayList<>();
                int records = 1 + chance.nextInt(RECORDS_MAX);
                for (int j = 0; j < records; j++) {
                    values.add(party.session().client() + "-" + number + "." + i + "." + j);
                }
                send(to, values);
            }
        }

        void sendLast() {
            lastTries++;
            for (TopicPartition to : partitions.get()) {
                send(to, List.of(party.session().client() + "-last." + lastTries + "." + to));
            }
        }

        private void send(TopicPartition to, List<String> values) {
            Deed.Sent sent = party.ledger().sendsAlone(party.session(), to.toString(), values);
            waiting.add(sent);
            sender.send(to, sent);
        }

        /** As when {@code delivery.timeout.ms} is over. */
        void giveUp() {
            Sender.Batch last = sender.giveUp();
            if (last != null) {
                party.tell("gives up " + last.sent.values.get(0));
                waiting.remove(last.sent);
                party.ledger().over(last.sent.deed, List.of(last.sent));
                sender.in(sender.producerId(), (short) (sender.producerEpoch() + 1));
            }
        }

        @Override
        public void acknowledged(Sender.Batch batch, long firstSentUs) {
            waiting.remove(batch.sent);
        }

        @Override
        public void refused(Sender.Batch batch, ErrorCode error) {
            throw party.wrong("Produce to " + batch.partition, error);
        }

        @Override
        public void dropped(Sender.Batch batch) {}
    }
}
