package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeLogDirs.TopicQuery;

@Tag("layer")
class LogDirsTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    private List<String> described(@Nullable List<TopicQuery> topics) {
        DescribeLogDirs.Response response =
                world.ask(DescribeLogDirs.Response.class, new DescribeLogDirs.Request(topics));
        assertThat(response.directories()).hasSize(1);
        assertThat(response.directories().get(0).error()).isEqualTo(ErrorCode.NONE);
        return response.directories().get(0).topics().stream()
                .flatMap(
                        topic ->
                                topic.partitions().stream()
                                        .map(
                                                p ->
                                                        topic.topic()
                                                                + "-"
                                                                + p.partition()
                                                                + " "
                                                                + p.sizeInBytes()
                                                                + " "
                                                                + p.offsetLag()))
                .toList();
    }

    @Test
    void everyPartitionIsDescribedWithTheSizeOfItsBatches() {
        world.create("a", 2);
        world.create("b", 1);
        int sizeInBytes = world.batch("one").remaining();
        world.append("a", "one");
        world.append("b", "one");
        world.append("b", "one");

        assertThat(described(null))
                .containsExactly(
                        "a-0 " + sizeInBytes + " 0", "a-1 0 0", "b-0 " + 2 * sizeInBytes + " 0");
    }

    @Test
    void onlyWhatIsAskedForAndThereIsDescribedAndOnce() {
        world.create("a", 3);

        assertThat(
                        described(
                                List.of(
                                        new TopicQuery("a", List.of(2, -1, 9, 2)),
                                        new TopicQuery("nowhere", List.of(0)),
                                        new TopicQuery("", List.of(0)),
                                        new TopicQuery("a", List.of(0, 2)))))
                .containsExactly("a-0 0 0", "a-2 0 0");
        assertThat(described(List.of())).isEmpty();
        assertThat(described(List.of(new TopicQuery("a", List.of())))).isEmpty();
    }
}
