package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.broker.metadata.MetadataImage;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.request.ApiVersions.Features;
import strata.kernel.request.ApiVersions.FinalizedFeature;
import strata.kernel.request.ApiVersions.SupportedFeature;

class ClusterFeaturesTest {
    private static final List<SupportedFeature> SUPPORTED =
            List.of(new SupportedFeature("transaction.version", (short) 0, (short) 2));

    private final MetadataImage image = new MetadataImage();

    @Test
    void clientsAreToldTheLevelAndTheOffsetOfItsChange() {
        image.apply(7, new FeatureLevel("transaction.version", (short) 1));

        assertThat(ClusterFeatures.told(image, true))
                .isEqualTo(
                        new Features(
                                7,
                                List.of(new FinalizedFeature("transaction.version", (short) 1)),
                                SUPPORTED));
    }

    @Test
    void whereNothingIsKnownYetNothingIsFinalized() {
        assertThat(ClusterFeatures.told(image, true))
                .isEqualTo(new Features(-1, List.of(), SUPPORTED));
    }

    @Test
    void aFeatureThatThisNodeDoesNotKnowIsNotTold() {
        image.apply(7, new FeatureLevel("some.version", (short) 1));

        assertThat(ClusterFeatures.told(image, true).finalized()).isEmpty();
    }

    @Test
    void withoutLayer5ThereAreNoFeatures() {
        image.apply(7, new FeatureLevel("transaction.version", (short) 2));

        assertThat(ClusterFeatures.told(image, false)).isEqualTo(Features.NONE);
    }
}
