package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report for people: pure functions from figures to lines. */
final class TextReport {
    private static final String ABSENT = "-";

    private TextReport() {}

    /** One broker's figures in one round, on one line. */
    static String line(Scenario scenario, Sample sample) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : scenario.metrics()) {
            sample.get(metric)
                    .ifPresent(value -> parts.add(metric.label() + " " + number(metric, value)));
        }
        return String.join(" | ", parts);
    }

    static String of(Report report) {
        var out = new StringBuilder();
        report.results().forEach(result -> table(out, result));
        notes(out, report);
        if (!report.verdicts().isEmpty()) {
            verdicts(out, report);
        }
        return out.toString();
    }

    private static void table(StringBuilder out, Result result) {
        int rounds = result.rounds().size();
        out.append(result.scenario().name()).append(": ").append(result.scenario().title());
        out.append(rounds == 1 ? ", 1 round\n" : ", " + rounds + " rounds\n");
        if (result.isDisturbed()) {
            out.append(
                    "  DISTURBED: others kept the machine or its disk busy; do not trust this\n");
        }
        row(out, List.of("", "strata", "kafka", "ratio", "min..max"));
        for (Metric metric : result.scenario().metrics()) {
            Optional<Spread> ratio = result.ratio(metric);
            row(
                    out,
                    List.of(
                            metric.label(),
                            number(metric, result.median(Side.STRATA, metric)),
                            number(metric, result.median(Side.KAFKA, metric)),
                            ratio.map(spread -> ratio(spread.median())).orElse(ABSENT),
                            ratio.map(TextReport::range).orElse("")));
        }
        out.append('\n');
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append(
                String.format(
                                Locale.ROOT,
                                "  %-18s %13s %13s %9s  %s",
                                cells.get(0),
                                cells.get(1),
                                cells.get(2),
                                cells.get(3),
                                cells.get(4))
                        .stripTrailing());
        out.append('\n');
    }

    private static void notes(StringBuilder out, Report report) {
        for (Contender contender : report.contenders()) {
            out.append(contender.side()).append(": ").append(contender.description()).append('\n');
        }
        Machine machine = report.machine();
        out.append(
                String.format(
                        Locale.ROOT,
                        "machine: %s, %d processors, load average %.2f at the start%s%n",
                        machine.system(),
                        machine.processors(),
                        machine.loadAverage(),
                        machine.isBusy() ? " (busy: the figures are unsteady)" : ""));
        out.append(
                """
                Figures are medians over the rounds. A ratio is strata / kafka within one round; shown are
                its median and range. CPU is user + system time of the broker's processes after the warm-up,
                for each GiB of record values. Peak memory is the highest resident set since the start.
                Others' CPU is the share of the machine that neither the broker nor its client had.
                """);
    }

    private static void verdicts(StringBuilder out, Report report) {
        out.append('\n');
        for (Bar.Verdict verdict : report.verdicts()) {
            Bar bar = verdict.bar();
            out.append(
                    String.format(
                            Locale.ROOT,
                            "  %-12s  %-19s %-17s %7s  wanted %s%n",
                            verdict.outcome(),
                            bar.scenario(),
                            bar.metric().label(),
                            verdict.measured().map(spread -> measured(bar, spread)).orElse(ABSENT),
                            bar.boundText()));
        }
        out.append(
                String.format(
                        Locale.ROOT,
                        "%d bars: %d pass, %d fail, %d inconclusive%n",
                        report.verdicts().size(),
                        count(report, Bar.Outcome.PASS),
                        count(report, Bar.Outcome.FAIL),
                        count(report, Bar.Outcome.INCONCLUSIVE)));
        if (count(report, Bar.Outcome.INCONCLUSIVE) > 0) {
            out.append(
                    "Inconclusive: others kept the machine or its disk busy. Run it again"
                            + " alone.\n");
        }
    }

    private static long count(Report report, Bar.Outcome outcome) {
        return report.verdicts().stream().filter(v -> v.outcome() == outcome).count();
    }

    private static String measured(Bar bar, Spread spread) {
        double decisive = bar.decisive(spread);
        return switch (bar.of()) {
            case RATIO -> ratio(decisive);
            case FIGURE, MEDIAN_FIGURE -> number(bar.metric(), decisive);
        };
    }

    private static String range(Spread spread) {
        return ratio(spread.min()) + ".." + ratio(spread.max());
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }

    private static String number(Metric metric, OptionalDouble value) {
        return value.isPresent() ? number(metric, value.getAsDouble()) : ABSENT;
    }

    private static String number(Metric metric, double value) {
        return String.format(Locale.ROOT, "%,." + metric.decimals() + "f", value);
    }
}
