package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void layersComeInTheirOwnOrder() {
        LayerChoice choice = LayerChoice.parse("segments=reference,log=labs");

        assertThat(choice).hasToString("log=labs,segments=reference");
    }

    @Test
    void allLayersCanBeNamedAtOnce() {
        assertThat(LayerChoice.parse("all=labs"))
                .hasToString(
                        "log=labs,segments=labs,replication=labs,groups=labs,transactions=labs");
    }

    @Test
    void aSingleSeedIsARangeOfOne() {
        assertThat(SeedRange.parse("8123")).isEqualTo(new SeedRange(8123, 8123));
        assertThat(SeedRange.parse("1..1000")).isEqualTo(new SeedRange(1, 1000));
    }

    @Test
    void aLabWithoutAStepIsTheWholeLab() {
        assertThat(LabStep.parse("3")).isEqualTo(new LabStep(3, 0));
        assertThat(LabStep.parse("3.4")).isEqualTo(new LabStep(3, 4)).hasToString("3.4");
    }
}
