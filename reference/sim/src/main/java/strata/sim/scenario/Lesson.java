package strata.sim.scenario;

import java.util.List;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Trace;
import strata.sim.fault.FaultSchedule;

/** A run that did not pass, told so that somebody learns from it. */
public final class Lesson {
    // Whose frames are nobody's own code.
    private static final List<String> OTHERS =
            List.of("java.", "jdk.", "sun.", "strata.kernel.", "strata.broker.", "strata.sim.");
    // The toys are in the simulator, and yet under test.
    private static final String TOYS = "strata.sim.toy.";

    private final RunResult result;
    private final Telling telling;
    private final StringBuilder text = new StringBuilder();

    /**
     * What there is to tell besides the run itself.
     *
     * @param steps how it came about, numbered
     * @param size what is left of what the run was, one line each
     * @param remarks what else was found out, one sentence each
     * @param rerun how the run is done again
     * @param diagram where it was drawn; null when it was not
     * @param code the failure's own, as {@code ISR-014}; null when the scenario names none
     */
    public record Telling(
            List<String> steps,
            List<String> size,
            List<String> remarks,
            Rerun rerun,
            @Nullable String diagram,
            @Nullable String code) {}

    private Lesson(RunResult result, Telling telling) {
        this.result = result;
        this.telling = telling;
    }

    /** The whole text. */
    public static String of(RunResult result, Telling telling) {
        Lesson lesson = new Lesson(result, telling);
        lesson.tellClaim();
        lesson.tellSteps();
        lesson.tellNumbers();
        lesson.tellTrace();
        lesson.tellHowToRepeat();
        return lesson.text.toString();
    }

    private void tellClaim() {
        FaultSchedule schedule = result.schedule();
        line(result.verdict() + "  " + schedule.scenario() + ", seed " + schedule.seed());
        Breach breach = result.breach();
        line(breach == null ? "  " + result.why() : "  the claim that broke: " + breach.claim());
        if (telling.code != null) {
            line("  explained: docs/failures/" + telling.code + ".md");
        }
    }

    private void tellSteps() {
        if (!telling.steps.isEmpty()) {
            line("");
            line("  how it came about, in virtual seconds:");
            telling.steps.forEach(step -> line("  " + step));
        }
    }

    private void tellNumbers() {
        Breach breach = result.breach();
        if (breach == null) {
            return;
        }
        line("");
        line("  invariant " + breach.invariant() + ": " + breach.numbers());
        Throwable cause = breach.cause();
        if (cause != null) {
            line("  thrown: " + cause);
            StackTraceElement own = ownFrame(cause);
            if (own != null) {
                line("      at " + own);
            }
        }
    }

    /** The first frame of the code under test. */
    private static @Nullable StackTraceElement ownFrame(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String owner = frame.getClassName();
            if (owner.startsWith(TOYS) || OTHERS.stream().noneMatch(owner::startsWith)) {
                return frame;
            }
        }
        return null;
    }

    private void tellTrace() {
        if (!result.lastLines().isEmpty()) {
            line("");
            line("  from the trace, sorted by turn:");
            line("  " + Trace.HEADING);
            result.lastLines().forEach(last -> line("  " + last));
        }
    }

    private void tellHowToRepeat() {
        line("");
        telling.size.forEach(line -> line("  " + line));
        line("  trace hash: " + result.hash());
        if (telling.diagram != null) {
            line("  picture: " + telling.diagram);
        }
        line("  rerun: " + telling.rerun.ofSeed(result.schedule()));
        if (telling.rerun.ofFile() != null) {
            line("  replay: " + telling.rerun.ofFile());
        }
        telling.remarks.forEach(remark -> line("  " + remark));
    }

    private void line(String what) {
        text.append(what.stripTrailing()).append('\n');
    }
}
