package strata.sim.transactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.client.Actor;
import strata.sim.groups.CoordinatorLink;
import strata.sim.history.History.Read;

/**
 * Reads committed records, writes one for each of them, and commits where it goes on, all in one
 * transaction: so each record is processed exactly once, whatever becomes of the worker. After a
 * transaction that went wrong, and in each new life, it goes on where its group has committed.
 */
final class Worker implements Actor {
    private static final long GAP_US_MIN = 8_000;
    private static final long GAP_US_MAX = 60_000;
    private static final long REST_US = 150_000;
    private static final long HAUNT_US = 1_200_000;

    private final Parties parties;
    private final Route route;
    private final Temper temper;
    private final Lives<Running> lives;
    private boolean finishing;
    private long transactions;

    /**
     * From where to where.
     *
     * @param groupId under which its offsets are committed
     * @param inputs that it reads, and nobody else of its group
     * @param outputs that it writes to
     */
    record Route(
            String groupId,
            Supplier<List<TopicPartition>> inputs,
            Supplier<List<TopicPartition>> outputs) {}

    Worker(Parties parties, Route route, Temper temper) {
        this.parties = parties;
        this.route = route;
        this.temper = temper;
        this.lives = new Lives<>(parties.client(), Running::new);
    }

    @Override
    public void begin() {
        parties.client().later(1, 1_000_000, this::startFirst);
    }

    private void startFirst() {
        if (route.inputs().get().isEmpty()) {
            parties.client().later(1_000, 200_000, this::startFirst);
            return;
        }
        lives.start();
        parties.client().operations().begin(150_000, 1_500_000, this::act);
    }

    @Override
    public void finish() {
        finishing = true;
        finishMore();
    }

    private void finishMore() {
        if (!route.inputs().get().isEmpty()) {
            lives.settle();
        }
        parties.client().later(40_000, 80_000, this::finishMore);
    }

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        if (!finishing || route.inputs().get().isEmpty()) {
            return null;
        }
        Running now = lives.present();
        return now == null ? parties.label() + " is down" : now.lacking();
    }

    private void act(long number, SeededRandom chance) {
        Running now = lives.awake();
        if (now == null) {
            return;
        }
        int timeoutMs = now.party.manners().timeoutMs();
        int what = chance.nextInt(100);
        if ((what -= 2 * temper.crashes()) < 0) {
            lives.crash(chance.between(10_000, 900_000));
        } else if ((what -= 2 * temper.pauses()) < 0) {
            lives.pause(chance.between(20_000, 1_600L * timeoutMs));
        } else if (what - 2 * temper.zombies() < 0) {
            lives.haunt(chance.between(100_000, 1_500L * timeoutMs), HAUNT_US);
        }
    }

    /** One life. */
    private final class Running implements Lives.Running, Transactor.Owner {
        private final Party party;
        private final CoordinatorLink link;
        private final CoordinatorLink ofGroup;
        private final Transactor transactor;
        private final Polls polls;
        // Where it goes on, as far as that is committed.
        private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        private @Nullable TopicPartition inWork;
        private long nextPosition;
        private int turn;
        private int foundNothing;

        Running(int number, int slot) {
            this.party = parties.party(number);
            this.link = parties.coordinator(slot);
            this.ofGroup = parties.ofGroup(slot);
            this.transactor = new Transactor(party, link, ofGroup, this);
            this.polls = new Polls(party, true);
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
            ofGroup.reset();
        }

        /** What it has not processed of what was promised; null for nothing. */
        @Nullable
        String lacking() {
            for (TopicPartition input : route.inputs().get()) {
                long promised = party.ledger().promisedEnd(input.toString());
                long position = positions.getOrDefault(input, 0L);
                if (position < promised) {
                    return transactor.told()
                            + ": "
                            + input
                            + " is processed to "
                            + position
                            + " of "
                            + promised;
                }
            }
            return null;
        }

        @Override
        public void ready() {
            if (positions.isEmpty()) {
                fetchOffsets();
            } else if (foundNothing >= positions.size()) {
                foundNothing = 0;
                party.life().later(REST_US / 3, REST_US, this::work);
            } else {
                party.life().later(GAP_US_MIN, GAP_US_MAX, this::work);
            }
        }

        @Override
        public void spoilt() {
            party.life().later(1, 20_000, transactor::abort);
        }

        @Override
        public void ended(boolean committed) {
            TopicPartition done = inWork;
            inWork = null;
            if (done != null && committed) {
                positions.put(done, nextPosition);
            } else if (done != null) {
                // It goes on where its group has committed, whatever it believes.
                positions.clear();
            }
        }

        @Override
        public void fenced() {
            lives.fenced(this);
        }

        private void work() {
            List<TopicPartition> inputs = new ArrayList<>(positions.keySet());
            TopicPartition input = inputs.get(turn++ % inputs.size());
            transactor.begin();
            polls.poll(
                    input,
                    positions.getOrDefault(input, 0L),
                    transactor,
                    new Polls.Outcome() {
                        @Override
                        public void read(List<Read> reads, long next, long end, boolean atRest) {
                            process(input, reads, next);
                        }

                        @Override
                        public void failed(String why) {
                            party.life().backOff(transactor::abort);
                        }
                    });
        }

        private void process(TopicPartition input, List<Read> reads, long next) {
            if (next == positions.getOrDefault(input, 0L)) {
                foundNothing++;
                transactor.abort();
                return;
            }
            foundNothing = 0;
            inWork = input;
            nextPosition = next;
            String prefix = party.session().client() + "-" + ++transactions + ".";
            List<TopicPartition> outputs = route.outputs().get();
            int count = 0;
            for (Read read : reads) {
                TopicPartition to =
                        outputs.get(Math.floorMod(read.value().hashCode(), outputs.size()));
                String value = ProcessedClaims.derived(prefix + count++, read.value());
                transactor.send(to, List.of(value));
            }
            transactor.sendOffsets(route.groupId(), Collections.singletonMap(input, next));
            if (transactions * 53 % 100 < temper.aborts()) {
                transactor.abort();
            } else {
                transactor.commit(transactions * 37 % 100 < temper.impatience());
            }
        }

        private void fetchOffsets() {
            Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
            for (TopicPartition input : route.inputs().get()) {
                byTopic.computeIfAbsent(input.topic(), t -> new ArrayList<>())
                        .add(input.partition());
            }
            List<OffsetFetch.Topic> topics = new ArrayList<>();
            byTopic.forEach(
                    (name, all) -> topics.add(new OffsetFetch.Topic(TopicRef.named(name), all)));
            OffsetFetch.Group group = new OffsetFetch.Group(route.groupId(), null, -1, topics);
            Question.ask(
                    party,
                    ofGroup,
                    () -> new OffsetFetch.Request(List.of(group), true),
                    new Question.Hearing() {
                        @Override
                        public ErrorCode errorOf(Response response) {
                            return firstError(party.as(OffsetFetch.Response.class, response));
                        }

                        @Override
                        public boolean isBelieved(NodeId by) {
                            return party.common().insight().isCoordinator(by, route.groupId());
                        }

                        @Override
                        public boolean isAgain(ErrorCode error) {
                            return error == ErrorCode.UNSTABLE_OFFSET_COMMIT
                                    || error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
                        }

                        @Override
                        public void settled(
                                Response response,
                                ErrorCode error,
                                long sentUs,
                                boolean perhapsDone) {
                            if (error != ErrorCode.NONE) {
                                throw party.wrong("OffsetFetch", error);
                            }
                            take((OffsetFetch.Response) response);
                        }
                    });
        }

        private void take(OffsetFetch.Response response) {
            for (OffsetFetch.TopicResult topic : response.groups().get(0).topics()) {
                for (OffsetFetch.PartitionResult each : topic.partitions()) {
                    TopicPartition input = new TopicPartition(topic.name(), each.partition());
                    positions.put(input, Math.max(0, each.offset()));
                }
            }
            ready();
        }
    }

    private static ErrorCode firstError(OffsetFetch.Response response) {
        OffsetFetch.GroupResult group = response.groups().get(0);
        if (group.error() != ErrorCode.NONE) {
            return group.error();
        }
        for (OffsetFetch.TopicResult topic : group.topics()) {
            for (OffsetFetch.PartitionResult each : topic.partitions()) {
                if (each.error() != ErrorCode.NONE) {
                    return each.error();
                }
            }
        }
        return ErrorCode.NONE;
    }
}
