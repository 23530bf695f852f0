package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.transactions.coordinator.CoordinatorWorld.Sent;

/**
 * What happens to a coordinator, by chance: producers of both protocols and their zombies, who know
 * some producer id and epoch of before; appends that are refused, a high watermark that lags,
 * failovers, markers that are lost, late or refused, and time.
 */
final class TransactionHistory {
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final List<ErrorCode> PASSING =
            List.of(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    ErrorCode.NOT_ENOUGH_REPLICAS,
                    ErrorCode.REQUEST_TIMED_OUT,
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);

    /** Whom a producer takes itself for. */
    private record Identity(long producerId, short epoch) {}

    final CoordinatorWorld world = new CoordinatorWorld();
    private final Random random;
    private final Map<String, List<Identity>> identities = new LinkedHashMap<>();

    /** For which id somebody waits. */
    private final Map<Long, String> askers = new LinkedHashMap<>();

    /** Partitions that have confirmed a marker. */
    private final Map<TransactionMarker, Set<TopicPartition>> confirmed = new LinkedHashMap<>();

    TransactionHistory(long seed) {
        random = new Random(seed);
        for (String id : IDS) {
            identities.put(id, new ArrayList<>(List.of(new Identity(-1L, (short) -1))));
        }
        // One of them soon runs out of epochs.
        world.plant("c", 7L, CoordinatorWorld.LAST_EPOCH - 3, TransactionState.EMPTY);
        known("c").add(new Identity(7L, (short) (CoordinatorWorld.LAST_EPOCH - 3)));
    }

    void step() {
        world.held = random.nextInt(4) > 0;
        world.appends = random.nextInt(12) == 0 ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.NONE;
        world.producerIds.left = random.nextInt(10) == 0 ? 0 : Integer.MAX_VALUE;
        switch (random.nextInt(40)) {
            case 0 -> world.failOver();
            case 1 -> world.version = random.nextBoolean() ? version() : TransactionVersion.V2;
            case 2 -> world.decide(new TransactionCommand.Expire(world.wallMs));
            case 3, 4, 5 -> world.sleep(random.nextInt(2_000));
            case 6 -> world.sleep(random.nextInt(random.nextInt(10) == 0 ? 150_000 : 5_000));
            case 7, 8, 9, 10, 11, 12 -> deliverSome();
            case 13, 14, 15, 16, 17 -> initialise();
            case 18, 19, 20, 21, 22, 23, 24, 25, 26 -> add();
            case 27, 28, 29, 30, 31, 32, 33, 34 -> end();
            default -> commitSome();
        }
        world.settle();
        hear();
        checkMarkers();
    }

    private TransactionVersion version() {
        return TransactionVersion.ofLevel(random.nextInt(3));
    }

    private String id() {
        return IDS.get(random.nextInt(IDS.size()));
    }

    private List<Identity> known(String id) {
        return identities.computeIfAbsent(id, name -> new ArrayList<>());
    }

    /** Mostly the last that anybody was told, sometimes one of before. */
    private Identity identity(String id) {
        List<Identity> known = known(id);
        int back = random.nextInt(4) == 0 ? random.nextInt(Math.min(3, known.size())) : 0;
        return known.get(known.size() - 1 - back);
    }

    private void initialise() {
        String id = id();
        Identity who = random.nextBoolean() ? identity(id) : new Identity(-1L, (short) -1);
        ask(id, CoordinatorWorld.initOf(id, who.producerId(), who.epoch()));
    }

    private void add() {
        String id = id();
        Identity who = identity(id);
        TopicPartition[] partitions = new TopicPartition[random.nextInt(4)];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = new TopicPartition("t" + random.nextInt(2), random.nextInt(4));
        }
        ask(
                id,
                CoordinatorWorld.additionOf(
                        id, who.producerId(), who.epoch(), version(), partitions));
    }

    private void end() {
        String id = id();
        Identity who = identity(id);
        boolean committed = random.nextInt(3) > 0;
        ask(id, CoordinatorWorld.endOf(id, who.producerId(), who.epoch(), committed, version()));
    }

    private void ask(String id, Request request) {
        askers.put(world.askLater(request), id);
    }

    /** Producers hear what they were answered. */
    private void hear() {
        world.answered.forEach(
                (waiter, response) -> {
                    String id = askers.remove(waiter);
                    if (id != null) {
                        learn(id, response);
                    }
                });
        world.answered.clear();
    }

    private void learn(String id, Response response) {
        if (response instanceof InitProducerId.Response init && init.error() == ErrorCode.NONE) {
            known(id).add(new Identity(init.producerId(), init.producerEpoch()));
        }
        if (response instanceof EndTxn.Response end && end.error() == ErrorCode.NONE) {
            known(id).add(new Identity(end.producerId(), end.producerEpoch()));
        }
    }

    private void commitSome() {
        int lag = world.log.size() - (int) world.highWatermark;
        world.commit(world.highWatermark + random.nextInt(lag + 1));
    }

    /** Of one marker that is under way, some partitions answer; the others stay under way. */
    private void deliverSome() {
        if (world.sent.isEmpty()) {
            return;
        }
        Sent sent = world.sent.remove(random.nextInt(world.sent.size()));
        ErrorCode error =
                random.nextInt(3) == 0
                        ? PASSING.get(random.nextInt(PASSING.size()))
                        : ErrorCode.NONE;
        int count = 1 + random.nextInt(sent.partitions().size());
        if (count < sent.partitions().size()) {
            world.sent.add(
                    new Sent(
                            sent.marker(),
                            sent.partitions().subList(count, sent.partitions().size())));
        }
        answer(sent.marker(), error, sent.partitions().subList(0, count));
    }

    private void answer(
            TransactionMarker marker, ErrorCode error, List<TopicPartition> partitions) {
        if (error == ErrorCode.NONE) {
            confirmed.computeIfAbsent(marker, m -> new LinkedHashSet<>()).addAll(partitions);
        }
        world.answer(marker, error, partitions);
    }

    /** No marker is under way whose decision is not committed, or which is not for this one. */
    private void checkMarkers() {
        for (Sent sent : world.sent) {
            String id = sent.marker().transactionalId();
            TransactionValue decision = lastCommittedDecision(id);
            assertThat(Transitions.marker(id, decision)).isEqualTo(sent.marker());
            assertThat(decision.partitions()).containsAll(sent.partitions());
        }
    }

    private TransactionValue lastCommittedDecision(String id) {
        for (int at = (int) world.highWatermark - 1; at >= 0; at--) {
            TransactionValue value = world.log.get(at).value();
            if (world.log.get(at).transactionalId().equals(id)
                    && value != null
                    && value.state().isPrepared()) {
                return value;
            }
        }
        throw new AssertionError("a marker of " + id + ", of which nothing decided is committed");
    }

    /** Nothing fails any more, and time goes by. */
    void heal() {
        world.held = false;
        world.appends = ErrorCode.NONE;
        world.producerIds.left = Integer.MAX_VALUE;
        world.commit();
        for (int round = 0; round < 3; round++) {
            world.sleep(CoordinatorWorld.TIMEOUT_MS);
            List<Sent> now = List.copyOf(world.sent);
            world.sent.clear();
            now.forEach(each -> answer(each.marker(), ErrorCode.NONE, each.partitions()));
        }
    }

    /** Whether all partitions of a decision had confirmed its marker. */
    boolean isConfirmed(String id, TransactionValue decision) {
        return confirmed
                .getOrDefault(Transitions.marker(id, decision), Set.of())
                .containsAll(decision.partitions());
    }
}
