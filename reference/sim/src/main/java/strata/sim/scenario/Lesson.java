package strata.sim.scenario;

import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Trace;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;

/** A run that did not pass, told so that somebody learns from it. */
public final class Lesson {
    private final RunResult result;
    private final StringBuilder text = new StringBuilder();

    private Lesson(RunResult result) {
        this.result = result;
    }

    /**
     * The whole text.
     *
     * @param faultsDrawn how many faults the run had before it was cut down to those that matter
     * @param savedTo where the fault schedule was saved; null when it was not
     */
    public static String of(RunResult result, int faultsDrawn, @Nullable String savedTo) {
        Lesson lesson = new Lesson(result);
        lesson.tellClaim();
        lesson.tellSteps();
        lesson.tellNumbers();
        lesson.tellTrace();
        lesson.tellHowToRepeat(faultsDrawn, savedTo);
        return lesson.text.toString();
    }

    private void tellClaim() {
        FaultSchedule schedule = result.schedule();
        line(result.verdict() + "  " + schedule.scenario() + ", seed " + schedule.seed());
        Breach breach = result.breach();
        line(breach == null ? "  " + result.why() : "  the claim that broke: " + breach.claim());
    }

    private void tellSteps() {
        if (!result.steps().isEmpty()) {
            line("");
            line("  what happened, in virtual seconds:");
            result.steps().forEach(step -> line("  " + step));
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
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (!frame.getClassName().startsWith("strata.sim.")
                        && !frame.getClassName().startsWith("strata.kernel.")
                        && !frame.getClassName().startsWith("java.")) {
                    line("      at " + frame);
                    break;
                }
            }
        }
    }

    private void tellTrace() {
        if (!result.lastLines().isEmpty()) {
            line("");
            line("  the last lines of the trace:");
            line("  " + Trace.HEADING);
            result.lastLines().forEach(last -> line("  " + last));
        }
    }

    private void tellHowToRepeat(int faultsDrawn, @Nullable String savedTo) {
        FaultSchedule schedule = result.schedule();
        line("");
        int left = schedule.faults().size();
        line(
                left == faultsDrawn
                        ? "  faults of this run:"
                        : "  faults of this run, the fewest that still break it ("
                                + left
                                + " of "
                                + faultsDrawn
                                + "):");
        for (Fault fault : schedule.faults()) {
            line("    " + FaultSchedule.line(fault));
        }
        line("  trace hash: " + result.hash());
        String range = schedule.seed() + ".." + schedule.seed();
        line("  rerun: ./strata sim --scenario " + schedule.scenario() + " --seeds " + range);
        if (savedTo != null) {
            line("  replay: ./strata sim --replay " + savedTo);
        }
    }

    private void line(String what) {
        text.append(what.stripTrailing()).append('\n');
    }
}
