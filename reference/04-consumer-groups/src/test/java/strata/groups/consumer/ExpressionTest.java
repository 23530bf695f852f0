package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.assertRefused;
import static strata.groups.consumer.GroupWorld.beat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;

class ExpressionTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.eager());

    @BeforeEach
    void topics() {
        world.topics.create("orders-eu", 1);
        world.topics.create("orders-us", 1);
        world.topics.create("payments", 1);
    }

    private TestMember joined(String id, String expression) {
        TestMember member = new TestMember(world, id);
        member.accept(
                world.heartbeat(
                        beat(id, 0)
                                .timeout(60_000)
                                .expression(expression)
                                .owned(List.of())
                                .request()));
        return member;
    }

    @Test
    void whatItMatchesIsGivenWithTheFirstHeartbeat() {
        TestMember a = joined("a", "orders-.*");

        assertThat(topicsOf(a)).containsExactly("orders-eu", "orders-us");
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertRefused(
                world.heartbeat(
                        beat("a", 0).timeout(60_000).expression("(").owned(List.of()).request()),
                ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(world.log).isEmpty();
    }

    @Test
    void aTopicThatComesAndMatchesIsGivenAtTheNextHeartbeat() {
        TestMember a = joined("a", "orders-.*");

        world.topics.create("orders-jp", 1);
        a.beat();

        assertThat(topicsOf(a)).containsExactly("orders-eu", "orders-jp", "orders-us");
        assertThat(a.epoch).isEqualTo(2);
    }

    @Test
    void aTopicThatGoesIsLetGo() {
        TestMember a = joined("a", "orders-.*");

        world.topics.delete("orders-us");
        a.owned.removeIf(partition -> partition.topic().equals("orders-us"));
        a.beat();
        a.beat();

        assertThat(topicsOf(a)).containsExactly("orders-eu");
        assertThat(world.group().state()).isEqualTo("Stable");
    }

    @Test
    void namesAndAnExpressionAddUp() {
        TestMember a = joined("a", "orders-.*");

        a.accept(world.heartbeat(a.request().topics("payments").request()));

        assertThat(topicsOf(a)).containsExactly("orders-eu", "orders-us", "payments");
    }

    @Test
    void anExpressionThatNobodyUsesIsForgotten() {
        TestMember a = joined("a", "orders-.*");
        TestMember b = joined("b", "orders-.*");
        a.accept(world.heartbeat(a.request().expression("").topics("payments").request()));
        assertThat(stored()).as("b still uses it").hasSize(1);

        world.heartbeat(beat("b", -1).request());

        assertThat(stored()).isEmpty();
        assertThat(b.owned).isEmpty();
    }

    @Test
    void itIsResolvedAnewWhenItIsOldEvenIfNobodySaysThatTopicsHaveChanged() {
        TestMember a = joined("a", "orders-.*");
        for (int i = 0; i < 121; i++) {
            world.pass(5_000);
            a.beat();
        }

        GroupValue.Expression resolved =
                (GroupValue.Expression) Objects.requireNonNull(stored().get(0).value());
        assertThat(resolved.timestampMs()).isGreaterThan(world.wallMs() - 30_000);
        assertThat(world.group().epoch()).isEqualTo(1);
    }

    @Test
    void aCoordinatorThatTakesOverLooksForWhatHasChangedMeanwhile() {
        TestMember a = joined("a", "orders-.*");
        world.topics.create("orders-jp", 1);

        world.moveCoordinator();
        a.beat();

        assertThat(topicsOf(a)).hasSize(3);
    }

    private static Set<String> topicsOf(TestMember member) {
        Set<String> topics = new TreeSet<>();
        member.owned.stream().map(TopicPartition::topic).forEach(topics::add);
        return topics;
    }

    /** The expressions that are stored. */
    private List<GroupRecord> stored() {
        return GroupWorld.compacted(world.log, false).stream()
                .filter(record -> record.key() instanceof GroupKey.Expression)
                .toList();
    }
}
