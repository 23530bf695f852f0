package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionRecordCodec;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;

/** What holds whatever happens: random histories of producers, zombies, faults and failovers. */
class CoordinatorModelTest {
    private static final int SEEDS = 200;
    private static final int STEPS = 150;

    @Test
    void everyoneIsAnsweredAndNoTransactionHangs() {
        for (int seed = 0; seed < SEEDS; seed++) {
            TransactionHistory history = lived(seed);

            history.heal();

            assertThat(history.world.waiting).as("seed %d", seed).isEmpty();
            assertThat(values(history.world.shard).values())
                    .as("seed %d", seed)
                    .noneMatch(value -> value.state() == TransactionState.ONGOING)
                    .noneMatch(value -> value.state().isPrepared());
        }
    }

    @Test
    void replayAtAnyPointIsTheStateThatWasThereThen() {
        for (int seed = 0; seed < SEEDS; seed++) {
            TransactionHistory history = new TransactionHistory(seed);
            Map<Integer, Map<String, TransactionValue>> lived = new LinkedHashMap<>();
            for (int step = 0; step < STEPS; step++) {
                history.step();
                // A failover may have cut the log since.
                lived.keySet().removeIf(end -> end > history.world.log.size());
                lived.put(history.world.log.size(), values(history.world.shard));
            }

            TransactionCoordinator replayed = history.world.empty();
            for (int at = 0; at <= history.world.log.size(); at++) {
                if (lived.containsKey(at)) {
                    assertThat(values(replayed))
                            .as("seed %d, %d", seed, at)
                            .isEqualTo(lived.get(at));
                }
                if (at < history.world.log.size()) {
                    replayed.apply(at, stored(history.world.log.get(at)));
                }
            }
        }
    }

    /** As it comes back from the log. What version 0 has no room for is lost with it. */
    private static TransactionRecord stored(TransactionRecord record) {
        if (record.value() == null || record.recordVersion() == 0) {
            return record;
        }
        return Objects.requireNonNull(
                TransactionRecordCodec.decode(
                        TransactionRecordCodec.key(record.transactionalId()),
                        TransactionRecordCodec.value(record.value(), record.recordVersion())));
    }

    @Test
    void whatCompactionLeavesGivesTheSameState() {
        for (int seed = 0; seed < SEEDS; seed++) {
            TransactionHistory history = lived(seed);
            List<TransactionRecord> log = history.world.log;
            Random random = new Random(~seed);
            for (int round = 0; round < 4; round++) {
                int cleanTo = random.nextInt(log.size() + 1);

                TransactionCoordinator replayed = history.world.empty();
                compacted(log, cleanTo).forEach(replayed::apply);

                assertThat(values(replayed))
                        .as("seed %d, clean to %d", seed, cleanTo)
                        .isEqualTo(values(history.world.shard));
            }
        }
    }

    @Test
    void aDecisionIsNeverChangedAndCompleteOnlyWhenAllHaveTheirMarkers() {
        Map<TransactionState, Integer> seen = new EnumMap<>(TransactionState.class);
        for (int seed = 0; seed < SEEDS; seed++) {
            TransactionHistory history = lived(seed);
            history.heal();
            Map<String, TransactionValue> before = new LinkedHashMap<>();
            for (TransactionRecord record : history.world.log) {
                TransactionValue value = record.value();
                TransactionValue last =
                        value == null
                                ? before.remove(record.transactionalId())
                                : before.put(record.transactionalId(), value);
                if (value != null) {
                    seen.merge(value.state(), 1, Integer::sum);
                }
                if (last != null) {
                    assertThat(mayFollow(last, value)).as("%s, %s", last, value).isTrue();
                    if (last.state().isPrepared()) {
                        assertThat(history.isConfirmed(record.transactionalId(), last))
                                .as("seed %d: %s", seed, record)
                                .isTrue();
                    }
                }
            }
        }
        // It is no wonder that nothing is wrong where nothing happens.
        for (TransactionState state : TransactionState.values()) {
            assertThat(seen.get(state)).as("%s", state).isGreaterThan(SEEDS);
        }
    }

    private static boolean mayFollow(TransactionValue last, @Nullable TransactionValue next) {
        return switch (last.state()) {
            case ONGOING ->
                    next != null
                            && (next.state().isPrepared()
                                    || next.state() == TransactionState.ONGOING)
                            && next.partitions().containsAll(last.partitions());
            case PREPARE_COMMIT -> next != null && next.state() == TransactionState.COMPLETE_COMMIT;
            case PREPARE_ABORT -> next != null && next.state() == TransactionState.COMPLETE_ABORT;
            case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT ->
                    next == null
                            || next.state() == TransactionState.EMPTY
                            || next.state() == TransactionState.ONGOING
                            || (next.state() == TransactionState.PREPARE_ABORT
                                    && next.partitions().isEmpty());
        };
    }

    @Test
    void producerIdAndEpochOnlyRiseAndNoTwoIdsShareAProducer() {
        for (int seed = 0; seed < SEEDS; seed++) {
            TransactionHistory history = lived(seed);
            Map<String, TransactionValue> before = new LinkedHashMap<>();
            Map<Long, String> owners = new LinkedHashMap<>();
            Map<String, Set<Long>> over = new LinkedHashMap<>();
            for (TransactionRecord record : history.world.log) {
                String id = record.transactionalId();
                TransactionValue value = record.value();
                if (value == null) {
                    continue;
                }
                TransactionValue last = before.put(id, value);
                assertThat(owners.merge(value.producerId(), id, (one, other) -> one))
                        .as("seed %d: %s", seed, record)
                        .isEqualTo(id);
                if (last == null) {
                    continue;
                }
                if (last.producerId() == value.producerId()) {
                    assertThat(value.producerEpoch()).isGreaterThanOrEqualTo(last.producerEpoch());
                } else {
                    Set<Long> used = over.computeIfAbsent(id, name -> new LinkedHashSet<>());
                    used.add(last.producerId());
                    assertThat(used)
                            .as("seed %d: %s", seed, record)
                            .doesNotContain(value.producerId());
                    assertThat(value.producerEpoch()).isZero();
                }
            }
        }
    }

    private static TransactionHistory lived(int seed) {
        TransactionHistory history = new TransactionHistory(seed);
        for (int step = 0; step < STEPS; step++) {
            history.step();
        }
        return history;
    }

    private static Map<String, TransactionValue> values(TransactionCoordinator coordinator) {
        Map<String, TransactionValue> values = new LinkedHashMap<>();
        coordinator
                .transactions()
                .forEach(each -> values.put(each.transactionalId(), each.value()));
        return values;
    }

    /** The log with all but the last record of each id gone up to a point, by offset. */
    private static SortedMap<Long, TransactionRecord> compacted(
            List<TransactionRecord> log, int cleanTo) {
        Map<String, Integer> last = new LinkedHashMap<>();
        for (int at = 0; at < cleanTo; at++) {
            last.put(log.get(at).transactionalId(), at);
        }
        List<Integer> kept = new ArrayList<>(last.values());
        SortedMap<Long, TransactionRecord> left = new TreeMap<>();
        for (int at = 0; at < log.size(); at++) {
            if (at >= cleanTo || kept.contains(at)) {
                left.put((long) at, log.get(at));
            }
        }
        return left;
    }
}
