package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RatioTest {
    private static final Scenario SCENARIO = new StartupScenario(new Target(0, 1));

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).contains(new Spread(2, 1, 9));
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 100.0))).contains(new Spread(3, 1, 100));
    }

    @Test
    void noFiguresHaveNoSpread() {
        assertThat(Spread.of(List.of())).isEmpty();
    }

    @Test
    void ratiosAreTakenWithinARoundBeforeTheMedian() {
        // A slow second round halves both figures; the medians' own ratio would be 1.0.
        var result =
                new Result(SCENARIO, List.of(round(100, 200), round(50, 100), round(300, 100)));

        assertThat(result.ratio(Metric.READY_MS)).contains(new Spread(0.5, 0.5, 3));
        assertThat(result.median(Side.STRATA, Metric.READY_MS)).hasValue(100);
        assertThat(result.median(Side.KAFKA, Metric.READY_MS)).hasValue(100);
    }

    @Test
    void aRatioNeedsBothSides() {
        var alone = new Round(Map.of(Side.STRATA, Sample.empty().with(Metric.READY_MS, 5)));

        assertThat(alone.ratio(Metric.READY_MS)).isEmpty();
        assertThat(new Result(SCENARIO, List.of(alone)).ratio(Metric.READY_MS)).isEmpty();
    }

    @Test
    void zeroAgainstZeroIsEqualAndAgainstMoreIsWithoutBound() {
        assertThat(round(0, 0).ratio(Metric.READY_MS)).hasValue(1);
        assertThat(round(1, 0).ratio(Metric.READY_MS)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(round(0, 1).ratio(Metric.READY_MS)).hasValue(0);
    }

    @Test
    void theRestOfTheMachineIsNotCompared() {
        var samples = new EnumMap<Side, Sample>(Side.class);
        samples.put(Side.STRATA, Sample.empty().with(Metric.OTHER_LOAD_PERCENT, 10));
        samples.put(Side.KAFKA, Sample.empty().with(Metric.OTHER_LOAD_PERCENT, 20));

        assertThat(new Round(samples).ratio(Metric.OTHER_LOAD_PERCENT)).isEmpty();
    }

    @Test
    void gibCountsRecordValuesAlone() {
        var load = new Load(1_000, 1024, 500, Load.UNTHROTTLED);

        assertThat(load.gib(1_048_576)).isEqualTo(1.0);
        assertThat(load.scaled(0.5)).isEqualTo(new Load(500, 1024, 250, Load.UNTHROTTLED));
    }

    @Test
    void readersFiguresSurviveTheirLine() {
        var figures = new ReaderFigures(12_000_000, 1_200_000_000, 6_000_000_000L);

        assertThat(ReaderFigures.parse(figures.line())).contains(figures);
        assertThat(figures.recordsPerSecond()).isEqualTo(2_000_000);
        assertThat(figures.mebibytesPerSecond()).isCloseTo(190.7, within(0.1));
        assertThat(ReaderFigures.parse(Dialogue.WARM)).isEmpty();
    }

    @Test
    void anAbsentFigureStaysAbsent() {
        Sample sample = Sample.empty().with(Metric.PEAK_MEMORY_MIB, OptionalDouble.empty());

        assertThat(sample.get(Metric.PEAK_MEMORY_MIB)).isEmpty();
    }

    private static Round round(double strata, double kafka) {
        var samples = new EnumMap<Side, Sample>(Side.class);
        samples.put(Side.STRATA, Sample.empty().with(Metric.READY_MS, strata));
        samples.put(Side.KAFKA, Sample.empty().with(Metric.READY_MS, kafka));
        return new Round(samples);
    }
}
