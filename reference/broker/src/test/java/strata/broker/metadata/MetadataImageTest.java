package strata.broker.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.broker.MemoryStorage;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.transactions.TransactionVersion;

/** Features and producer ids in the image, and what becomes of them in snapshots. */
final class MetadataImageTest {
    private static final FeatureLevel V1 = level(1);
    private static final FeatureLevel OFF = level(0);
    private static final ProducerIdsAllocated IDS = ids(3_000);

    private final MetadataImage image = new MetadataImage();

    private static FeatureLevel level(int level) {
        return new FeatureLevel(TransactionVersion.FEATURE, (short) level);
    }

    private static ProducerIdsAllocated ids(long next) {
        return new ProducerIdsAllocated(new NodeId(3), 17, next);
    }

    @Test
    void aNewClusterHasGivenOutNoIdsAndSetNoFeature() {
        assertThat(image.nextProducerId()).isZero();
        assertThat(image.features()).isEmpty();
        assertThat(image.featuresEpoch()).isEqualTo(MetadataImage.NO_FEATURES).isEqualTo(-1);
        assertThat(image.transactionVersion()).isEqualTo(TransactionVersion.V0);
        assertThat(image.facts()).isEmpty();
    }

    @Test
    void theLastBlockSaysWhichIdIsNext() {
        image.apply(5, ids(1_000));
        image.apply(6, ids(2_000));

        assertThat(image.nextProducerId()).isEqualTo(2_000);
        assertThat(image.facts()).containsExactly(ids(2_000));
    }

    @Test
    void theEpochOfFeaturesIsTheOffsetOfTheLastChangeOfALevel() {
        image.apply(5, level(2));
        image.apply(6, ids(1_000));
        assertThat(image.featuresEpoch()).isEqualTo(5);
        image.apply(7, V1);
        assertThat(image.featuresEpoch()).isEqualTo(7);

        assertThat(image.features()).containsExactly(entry(V1.name(), (short) 1));
        assertThat(image.transactionVersion()).isEqualTo(TransactionVersion.V1);
    }

    @Test
    void whatIsTurnedOffIsNotForgotten() {
        image.apply(5, level(2));
        image.apply(6, OFF);

        assertThat(image.transactionVersion()).isEqualTo(TransactionVersion.V0);
        assertThat(image.facts()).containsExactly(OFF);
    }

    @Test
    void anImageThatIsClearedHasNoneOfThem() {
        image.apply(5, V1);
        image.apply(6, IDS);

        image.clear();

        assertThat(image.facts()).isEmpty();
        assertThat(image.nextProducerId()).isZero();
        assertThat(image.featuresEpoch()).isEqualTo(MetadataImage.NO_FEATURES);
    }

    /** Restarted with its disk, and as a new node that is sent a snapshot. */
    @Tag("layer")
    @Test
    void featuresAndIdsComeThroughRestartsAndSnapshots() {
        MetadataWorld world = new MetadataWorld(3, 1);
        world.settings = new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 2_000);
        world.started();
        world.awaitLeader().append(V1, IDS);
        for (int i = 0; i < 100; i++) {
            world.awaitLeader().append(new TopicCreated("topic-" + i, new TopicId(7, i)));
            world.passes(10);
        }
        MetadataNode observer = world.node(4);
        world.kill(observer);
        List<MetadataRecord> before = world.awaitLeader().runtime().image().facts();

        MetadataNode fresh = world.restart(observer, new MemoryStorage());
        for (int voter = 1; voter <= 3; voter++) {
            world.restart(world.node(voter));
        }
        world.passes(3_000);

        assertThat(fresh.told).contains("snapshot");
        assertThat(before).contains(V1, IDS);
        long end = world.awaitLeader().runtime().committedEnd();
        for (MetadataNode node : world.nodes.values()) {
            MetadataImage now = node.runtime().image();
            assertThat(now.facts()).as("at %s", node.id).isEqualTo(before);
            assertThat(now.nextProducerId()).isEqualTo(3_000);
            assertThat(now.transactionVersion()).isEqualTo(TransactionVersion.V1);
            // A snapshot tells no offsets but its end, which is below the next change's.
            assertThat(now.featuresEpoch()).isBetween(0L, end - 1);
        }
    }
}
