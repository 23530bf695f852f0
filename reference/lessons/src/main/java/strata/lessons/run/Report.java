package strata.lessons.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.lessons.Card;

/** Tells a run to somebody at a terminal: a row of ticks for each step, then the cards. */
final class Report implements Consumer<SuiteEvent> {
    private static final int CONCEPT_WIDTH_MIN = 26;
    private static final int TICKS_WIDTH = 10;

    private final PrintStream out;
    private final Style style;
    private final CardText cards;
    private final Map<String, TestInfo> tests = new LinkedHashMap<>();
    private final List<TestOutcome> row = new ArrayList<>();
    private @Nullable String step;
    // So that the ticks of all steps stand below each other.
    private int conceptWidth = CONCEPT_WIDTH_MIN;

    Report(PrintStream out, Style style, CardText cards) {
        this.out = out;
        this.style = style;
        this.cards = cards;
    }

    @Override
    public void accept(SuiteEvent event) {
        switch (event) {
            case SuiteEvent.Planned planned -> planned.tests().forEach(this::plan);
            case SuiteEvent.Started started -> start(tests.get(started.testId()));
            case SuiteEvent.Finished finished -> finish(finished.outcome());
            case SuiteEvent.Ended ended -> endRow();
        }
        out.flush();
    }

    private void plan(TestInfo test) {
        tests.put(test.id(), test);
        conceptWidth = Math.max(conceptWidth, style.shown(test.concept()).length());
    }

    private void start(@Nullable TestInfo test) {
        if (test == null || test.step().equals(step)) {
            return;
        }
        endRow();
        step = test.step();
        String concept = style.shown(test.concept());
        out.print(String.format("  %-5s%-" + conceptWidth + "s ", step, concept));
    }

    private void finish(TestOutcome outcome) {
        row.add(outcome);
        out.print(style.tick(outcome.verdict()));
    }

    private void endRow() {
        if (step != null) {
            String padding = " ".repeat(Math.max(0, TICKS_WIDTH - row.size()));
            out.println(padding + "  " + style.dim(explained(row)));
        }
        step = null;
        row.clear();
    }

    private static String explained(List<TestOutcome> row) {
        long passed = count(row, Verdict.PASSED);
        Set<String> why = new LinkedHashSet<>();
        for (TestOutcome outcome : row) {
            switch (outcome.verdict()) {
                case PASSED, FAILED -> {}
                case TODO -> why.add("to do");
                case BLOCKED -> why.add("blocked by step " + outcome.blockedBy());
                case TIMEOUT -> why.add(count(row, Verdict.TIMEOUT) + " too slow");
                case INCONCLUSIVE -> why.add("could not tell");
                case NOT_RUN -> why.add(count(row, Verdict.NOT_RUN) + " not run");
            }
        }
        return passed + " of " + row.size() + (why.isEmpty() ? "" : ", " + String.join(", ", why));
    }

    /**
     * Tells what did not pass: the first card whole, one line for each other.
     *
     * @param all whether to tell every card whole
     */
    void tellFailures(List<TestOutcome> outcomes, boolean all) {
        int told = 0;
        for (TestOutcome outcome : outcomes) {
            Card card = outcome.card();
            if (card == null || !isFailure(outcome.verdict())) {
                continue;
            }
            if (told == 0 || all) {
                out.println();
                cards.lines(card, outcome.verdict()).forEach(out::println);
            } else {
                if (told == 1) {
                    out.println();
                }
                out.println(cards.line(card, outcome.verdict()));
            }
            told++;
        }
        if (told > 1 && !all) {
            out.println(style.dim("(--all tells every card whole)"));
        }
    }

    /** Tells the holes of the first step that has some, when there is no failure to look at. */
    void tellHoles(List<TestOutcome> outcomes) {
        Map<String, String> holes = new LinkedHashMap<>();
        String first = null;
        for (TestOutcome outcome : outcomes) {
            Card card = outcome.card();
            boolean open =
                    outcome.verdict() == Verdict.TODO || outcome.verdict() == Verdict.BLOCKED;
            if (card == null || !open) {
                continue;
            }
            if (first == null) {
                first = outcome.blockedBy();
            }
            if (first.equals(outcome.blockedBy()) && !card.ownFrame().isEmpty()) {
                holes.putIfAbsent(card.ownFrame(), card.got());
            }
        }
        if (!holes.isEmpty()) {
            out.println();
            out.println("Still to be done:");
            holes.forEach(
                    (frame, hole) -> {
                        out.println("  " + cards.place(frame));
                        String what = hole.substring(hole.indexOf(": ") + 1).strip();
                        style.wrapped(style.shown(what), 6)
                                .forEach(line -> out.println(style.dim("      " + line)));
                    });
        }
    }

    /** The line with the totals. */
    static String totals(List<TestOutcome> outcomes, long elapsedMs) {
        List<String> parts = new ArrayList<>();
        parts.add(count(outcomes, Verdict.PASSED) + " passed");
        add(parts, count(outcomes, Verdict.FAILED), "failed");
        add(parts, count(outcomes, Verdict.TIMEOUT), "too slow");
        add(parts, count(outcomes, Verdict.INCONCLUSIVE), "could not tell");
        add(parts, count(outcomes, Verdict.TODO), "to do");
        add(parts, count(outcomes, Verdict.BLOCKED), "blocked");
        add(parts, count(outcomes, Verdict.NOT_RUN), "not run");
        String time = String.format(Locale.ROOT, "%.1f s", elapsedMs / 1_000.0);
        return String.join(", ", parts) + " in " + time;
    }

    /** Whether the code is wrong, as opposed to not written yet. */
    static boolean isFailure(Verdict verdict) {
        return switch (verdict) {
            case FAILED, TIMEOUT, INCONCLUSIVE -> true;
            case PASSED, TODO, BLOCKED, NOT_RUN -> false;
        };
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    private static long count(List<TestOutcome> outcomes, Verdict verdict) {
        return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
    }
}
