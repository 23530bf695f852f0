package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;
import org.junit.jupiter.api.Test;
import strata.broker.Layers;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;

/** The ways to share out, beside Kafka's own, over thousands of random groups. */
class AssignorOracleTest {
    private static final int GROUPS = 5_000;
    private final Assignors assignors =
            Objects.requireNonNull(Layers.load(AssignorOracleTest.class.getClassLoader()).groups())
                    .assignors();

    @Test
    void rangeIsKafkas() {
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed));

            assertThat(group.shareBy(assignors.range()))
                    .as("seed %s: %s", seed, group)
                    .isEqualTo(group.shareBy(new RangeAssignor()));
        }
    }

    @Test
    void roundRobinIsKafkas() {
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed));

            assertThat(group.shareBy(assignors.roundRobin()))
                    .as("seed %s: %s", seed, group)
                    .isEqualTo(group.shareBy(new RoundRobinAssignor()));
        }
    }

    @Test
    void theCoordinatorsRangeIsKafkas() {
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed));

            assertThat(group.shareBy(assignors.serverRange()))
                    .as("seed %s: %s", seed, group)
                    .isEqualTo(
                            group.shareBy(
                                    new org.apache.kafka.coordinator.group.assignor
                                            .RangeAssignor()));
        }
    }

    @Test
    void stickyIsAtLeastAsEvenAsKafkasAndMovesNoMoreWhereItIsAsEven() {
        Tally tally = new Tally();
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed)).withOwners();
            tally.add(group, group.shareBy(assignors.sticky()), group.shareBy(new OwnedSticky()));
        }

        tally.report("sticky");
    }

    @Test
    void uniformIsAtLeastAsEvenAsKafkasAndMovesNoMoreWhereItIsAsEven() {
        Tally tally = new Tally();
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed)).withOwners();
            tally.add(
                    group,
                    group.shareBy(assignors.uniform()),
                    group.shareBy(new UniformAssignor()));
        }

        tally.report("uniform");
    }

    @Test
    void cooperativeStickyWithholdsNoMoreThanKafkas() {
        Assignor ours = assignors.cooperativeSticky();
        for (int seed = 0; seed < GROUPS; seed++) {
            AssignorGroup group = AssignorGroup.random(new Random(seed)).withOwners();
            if (!group.isEqual()) {
                continue;
            }

            SortedMap<String, List<TopicPartition>> shared = group.shareBy(ours);

            assertThat(AssignorGroup.count(shared))
                    .as("seed %s: %s", seed, group)
                    .isGreaterThanOrEqualTo(
                            AssignorGroup.count(group.shareBy(new CooperativeStickyAssignor())));
        }
    }

    /** How two ways compare. */
    private static final class Tally {
        private int ours;
        private int theirs;
        private int alike;
        private int evener;
        private int moreMoves;

        void add(
                AssignorGroup group,
                SortedMap<String, List<TopicPartition>> mine,
                SortedMap<String, List<TopicPartition>> kafkas) {
            assertThat(AssignorGroup.squares(mine))
                    .as("%s", group)
                    .isLessThanOrEqualTo(AssignorGroup.squares(kafkas));
            if (AssignorGroup.squares(mine) < AssignorGroup.squares(kafkas)) {
                evener++;
                return;
            }
            alike++;
            ours += group.moves(mine);
            theirs += group.moves(kafkas);
            moreMoves += group.moves(mine) > group.moves(kafkas) ? 1 : 0;
            if (group.isEqual()) {
                assertThat(group.moves(mine))
                        .as("%s", group)
                        .isLessThanOrEqualTo(group.moves(kafkas));
            }
        }

        void report(String name) {
            System.out.printf(
                    "%s: evener in %d groups; as even in %d, moving %d to Kafka's %d, more in %d%n",
                    name, evener, alike, ours, theirs, moreMoves);
            assertThat(ours).isLessThanOrEqualTo(theirs);
        }
    }
}
