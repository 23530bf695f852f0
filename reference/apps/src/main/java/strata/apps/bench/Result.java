package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** All rounds of one scenario. */
record Result(Scenario scenario, List<Round> rounds) {

    /** Median over the rounds of one broker's figure. */
    OptionalDouble median(Side side, Metric metric) {
        Optional<Spread> spread = spread(side, metric);
        return spread.isPresent()
                ? OptionalDouble.of(spread.get().median())
                : OptionalDouble.empty();
    }

    /** One broker's figures over the rounds. */
    Optional<Spread> spread(Side side, Metric metric) {
        return spread(round -> round.figure(side, metric));
    }

    /** Whether the machine was busy with something else in any turn. */
    boolean isDisturbed() {
        return rounds.stream()
                .flatMap(round -> round.samples().values().stream())
                .anyMatch(Sample::isDisturbed);
    }

    /** Of the rounds' ratios, each taken within its round. */
    Optional<Spread> ratio(Metric metric) {
        return spread(round -> round.ratio(metric));
    }

    private Optional<Spread> spread(Function<Round, OptionalDouble> figure) {
        List<Double> figures = new ArrayList<>();
        for (Round round : rounds) {
            figure.apply(round).ifPresent(figures::add);
        }
        return Spread.of(figures);
    }
}
