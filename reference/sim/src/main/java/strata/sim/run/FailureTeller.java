package strata.sim.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.diagram.Card;
import strata.sim.diagram.Diagram;
import strata.sim.fault.FaultSchedule;
import strata.sim.minimise.CausalStory;
import strata.sim.minimise.Claim;
import strata.sim.minimise.Minimiser;
import strata.sim.minimise.Minimum;
import strata.sim.minimise.Patience;
import strata.sim.minimise.RunSize;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.record.Sentence;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.scenario.Lesson;
import strata.sim.scenario.Rerun;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** Tells a failure by the smallest run that shows it, and saves what is needed to see it again. */
final class FailureTeller {
    // A record takes about half a kilobyte an event, its page as much again.
    private static final long EVENTS_RECORDED_MAX = 300_000;

    private final Scenario scenario;
    private final RunOptions options;
    private final SimulationRunner.Progress progress;
    private final BooleanSupplier stopped;

    FailureTeller(
            Scenario scenario,
            RunOptions options,
            SimulationRunner.Progress progress,
            BooleanSupplier stopped) {
        this.scenario = scenario;
        this.options = options;
        this.progress = progress;
        this.stopped = stopped;
    }

    /** A run that did not pass, made small, saved, drawn and told. */
    Failure told(RunResult failure) {
        Breach breach = failure.breach();
        Minimum minimum = minimum(failure);
        Rerun rerun = rerun(save(minimum.schedule(), ""));
        RunRecord record = recordOf(minimum.result());
        List<CausalStory.Told> story = story(record);
        List<String> steps = story.isEmpty() ? minimum.result().steps() : CausalStory.lines(story);
        Path page = record.events().isEmpty() ? null : page(failure.schedule());
        Lesson.Telling telling =
                new Lesson.Telling(
                        steps,
                        RunSize.told(minimum),
                        remarks(minimum, rerun),
                        rerun,
                        page == null ? null : page.toString(),
                        breach == null ? null : scenario.codeOf(breach.invariant()));
        String lesson = Lesson.of(minimum.result(), telling);
        if (page != null) {
            write(page, Diagram.html(record, card(minimum.result(), story, rerun, lesson)));
        }
        return new Failure(
                failure.schedule().seed(),
                failure.verdict(),
                breach == null ? "" : breach.invariant(),
                breach == null ? failure.why() : breach.numbers(),
                failure.hash(),
                rerun.file(),
                telling.diagram(),
                lesson);
    }

    /**
     * Draws a run that passed.
     *
     * @return where; null when nothing is to be drawn
     */
    @Nullable
    String drawn(RunResult run) {
        Path page = page(run.schedule());
        if (page == null) {
            return null;
        }
        RunRecord record = recordOf(run);
        if (record.events().isEmpty()) {
            return null;
        }
        write(page, Diagram.html(record, card(run, List.of(), rerun(null), "")));
        return page.toString();
    }

    private Minimum minimum(RunResult failure) {
        if (failure.breach() == null || options.minimiseFor().isZero()) {
            return new Minimum(failure, failure, 0, false, List.of());
        }
        long startNs = System.nanoTime();
        long mostNs = options.minimiseFor().toNanos();
        Patience patience = runs -> stopped.getAsBoolean() || System.nanoTime() - startNs > mostNs;
        long seed = failure.schedule().seed();
        return Minimiser.of(scenario)
                .minimum(
                        failure,
                        patience,
                        (tried, smallest) -> progress.minimising(seed, tried, smallest));
    }

    /**
     * Recording changes nothing of a run: that it is the same one is checked. A run that is too
     * long has no record.
     */
    private RunRecord recordOf(RunResult run) {
        if (run.figures().events() > EVENTS_RECORDED_MAX) {
            return new RunRecord(List.of(), List.of());
        }
        RunResult again = ScenarioRun.recorded(scenario, run.schedule(), null);
        Check.that(
                again.hash().equals(run.hash()), "recorded, it is another run: %s", run.schedule());
        return Objects.requireNonNull(again.record());
    }

    /**
     * Empty where one node is alone and nobody recorded what its clients did: then the run's own
     * steps say more.
     */
    private static List<CausalStory.Told> story(RunRecord record) {
        boolean operations =
                record.events().stream()
                        .anyMatch(event -> event.kind().group() == EventKind.Group.OPERATIONS);
        long nodes =
                record.events().stream()
                        .filter(event -> event.kind() == EventKind.STARTED)
                        .map(RunEvent::who)
                        .distinct()
                        .count();
        return operations || nodes > 1 ? CausalStory.of(record) : List.of();
    }

    private List<String> remarks(Minimum minimum, Rerun rerun) {
        List<String> remarks = new ArrayList<>();
        if (minimum.result().figures().events() > EVENTS_RECORDED_MAX) {
            remarks.add("the run is too long to be drawn");
        }
        if (minimum.endedEarly()) {
            String goOn =
                    rerun.ofFile() == null
                            ? "."
                            : "; to go on: " + rerun.ofFile() + " --minimise-for 60";
            remarks.add("a smaller run may be left: the search ended early" + goOn);
        }
        for (Minimum.OtherFind other : minimum.others()) {
            String file = save(other.schedule(), "-" + other.breach().invariant());
            remarks.add(
                    "also found on the way, another claim: "
                            + Claim.of(other.breach()).shown()
                            + (file == null ? "" : "; replay: " + rerun(file).ofFile()));
        }
        return remarks;
    }

    private Rerun rerun(@Nullable String file) {
        return new Rerun(options.command(), file);
    }

    private Card card(RunResult run, List<CausalStory.Told> story, Rerun rerun, String lesson) {
        Breach breach = run.breach();
        FaultSchedule schedule = run.schedule();
        List<Card.Step> steps = new ArrayList<>();
        for (CausalStory.Told step : story) {
            String time = Sentence.seconds(step.timeUs()) + "  ";
            boolean isStep = step.event() != Recorder.NONE;
            steps.add(
                    new Card.Step(
                            isStep ? step.number() : Card.Step.REMARK,
                            (isStep ? time : "") + step.text(),
                            step.event()));
        }
        if (story.isEmpty()) {
            run.steps().forEach(line -> steps.add(numbered(line)));
        }
        String again = rerun.ofFile() == null ? rerun.ofSeed(schedule) : rerun.ofFile();
        return new Card(
                run.verdict().name(),
                schedule.scenario() + ", seed " + schedule.seed(),
                breach == null ? "" : breach.invariant(),
                breach == null ? "" : breach.claim(),
                breach == null ? run.why() : breach.numbers(),
                steps,
                again,
                lesson);
    }

    /** A line of a run's own steps: {@code " 7. 0.250000 n1 crashes"}, or a remark. */
    private static Card.Step numbered(String line) {
        String told = line.strip();
        int dot = told.indexOf(". ");
        boolean isStep = dot > 0 && told.chars().limit(dot).allMatch(Character::isDigit);
        return isStep
                ? Card.Step.of(
                        Integer.parseInt(told.substring(0, dot)), told.substring(dot + 2).strip())
                : Card.Step.of(Card.Step.REMARK, told);
    }

    private @Nullable Path page(FaultSchedule schedule) {
        Path folder = options.diagrams();
        return folder == null ? null : folder.resolve(nameOf(schedule) + ".html");
    }

    private @Nullable String save(FaultSchedule schedule, String mark) {
        Path folder = options.schedules();
        if (folder == null) {
            return null;
        }
        Path file = folder.resolve(nameOf(schedule) + mark + ".faults");
        write(file, schedule.toText());
        return file.toString();
    }

    private static String nameOf(FaultSchedule schedule) {
        return schedule.scenario() + "-" + schedule.seed();
    }

    private static void write(Path file, String text) {
        try {
            WholeFile.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
