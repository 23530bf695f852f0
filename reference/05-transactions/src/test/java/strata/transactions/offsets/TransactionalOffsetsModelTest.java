package strata.transactions.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets.Pending;

/** Random histories beside a list that is searched from end to end. */
class TransactionalOffsetsModelTest {
    private static final int HISTORIES = 100;
    private static final int STEPS = 200;
    private static final int PRODUCERS = 4;
    private static final int GROUPS = 3;
    private static final int PARTITIONS = 3;

    private record Row(long producerId, Pending pending) {}

    private final List<Row> model = new ArrayList<>();

    @Test
    void anyHistoryTellsWhatASearchOfAllTells() {
        int committed = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            committed += live(new Random(seed));
        }
        assertThat(committed).isGreaterThan(HISTORIES);
    }

    private int live(Random random) {
        model.clear();
        TransactionalOffsets offsets = new TransactionalOffsets();
        int committed = 0;
        for (int step = 0; step < STEPS; step++) {
            long producerId = random.nextInt(PRODUCERS);
            GroupKey.Offset key = key(random.nextInt(GROUPS), random.nextInt(PARTITIONS));
            switch (random.nextInt(8)) {
                case 0 -> {
                    boolean commits = random.nextBoolean();
                    List<Pending> ended = offsets.ended(producerId, commits);
                    assertThat(ended).isEqualTo(ended(producerId, commits));
                    committed += ended.size();
                }
                case 1 -> {
                    offsets.dropped(key);
                    model.removeIf(row -> row.pending().key().equals(key));
                }
                default -> {
                    Pending pending =
                            new Pending(
                                    step,
                                    key,
                                    new GroupValue.Offset(step, -1, "", 0L, -1L, TopicId.ZERO));
                    offsets.add(producerId, pending);
                    model.removeIf(
                            row ->
                                    row.producerId() == producerId
                                            && row.pending().key().equals(key));
                    model.add(new Row(producerId, pending));
                }
            }
            compare(offsets);
        }
        return committed;
    }

    private List<Pending> ended(long producerId, boolean commits) {
        List<Pending> its =
                model.stream()
                        .filter(row -> row.producerId() == producerId)
                        .map(Row::pending)
                        .toList();
        model.removeIf(row -> row.producerId() == producerId);
        return commits ? its : List.of();
    }

    private void compare(TransactionalOffsets offsets) {
        for (int group = 0; group < GROUPS; group++) {
            String groupId = "g" + group;
            List<Pending> its =
                    model.stream()
                            .map(Row::pending)
                            .filter(pending -> pending.key().groupId().equals(groupId))
                            .sorted(Comparator.comparing(pending -> pending.key().partition()))
                            .toList();
            assertThat(offsets.of(groupId)).isEqualTo(its);
            assertThat(offsets.hasAny(groupId)).isEqualTo(!its.isEmpty());
            assertThat(offsets.groupIds().contains(groupId)).isEqualTo(!its.isEmpty());
            for (int partition = 0; partition < PARTITIONS; partition++) {
                GroupKey.Offset key = key(group, partition);
                assertThat(offsets.has(groupId, "t", partition))
                        .isEqualTo(its.stream().anyMatch(one -> one.key().equals(key)));
            }
        }
    }

    private static GroupKey.Offset key(int group, int partition) {
        return new GroupKey.Offset("g" + group, "t", partition);
    }
}
