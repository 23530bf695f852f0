package strata.autograder.supervise;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import strata.autograder.grade.SuiteRun.Ended;
import strata.autograder.supervise.Lines.Said;
import strata.kernel.Nullable;
import strata.lessons.ChargedTime;
import strata.lessons.run.TestOutcome;

/**
 * One JVM that runs tests: watched until it ends, or until its time is up. All limits are of {@link
 * ChargedTime}: what neighbours take of the processors costs no test its points.
 */
final class Attempt {
    private static final int LINE_BYTES_MAX = 4 << 20;
    static final long CHANNEL_BYTES_MAX = 64L << 20;
    private static final int OUT_OF_MEMORY = 3; // -XX:+ExitOnOutOfMemoryError
    private static final int CPU_SIGNAL = 128 + 24;
    private static final int KILL_SIGNAL = 128 + 9;

    /**
     * How it ended.
     *
     * @param running the test that ran when it did; empty when none did
     * @param flag the name of the flag for it; empty when it ended well
     * @param detail what happened, as the end of a sentence: {@code it ended the JVM …}
     */
    record Result(
            Ended ended, int exitCode, long wallMs, String running, String flag, String detail) {}

    private final Child child;
    private final Watch watch;
    private final Seal seal;
    private final Consumer<TestOutcome> finished;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final long beganNs = System.nanoTime();
    private final ChargedTime time;
    private final long wholeEndNs;
    private long stepEndNs;
    private String running = "";
    private String fault = "";
    private boolean saidEnd;
    private boolean forged;

    /**
     * @param child the JVM, just started
     * @param key of the seal
     * @param left how much of the time for all tests is left
     * @param finished told of each test that ended by itself
     */
    Attempt(Child child, Watch watch, byte[] key, Duration left, Consumer<TestOutcome> finished) {
        this.child = child;
        this.watch = watch;
        this.seal = new Seal(key);
        this.finished = finished;
        this.time = new ChargedTime(child.meter());
        this.wholeEndNs = left.toNanos();
        this.stepEndNs = watch.start().toNanos();
    }

    /** Watches it to its end. */
    Result run() throws InterruptedException {
        while (!saidEnd && !forged) {
            byte[] chunk = child.next(20);
            long chargedNs = time.look();
            if (chunk != null) {
                hear(chunk);
            } else if (child.isFlooding()) {
                return ended(Ended.KILLED, "output-flood", flood());
            } else if (child.isDrained()) {
                break;
            } else if (chargedNs >= stepEndNs || chargedNs >= wholeEndNs) {
                return ended(Ended.TIMEOUT, "did-not-end", late(chargedNs));
            }
        }
        Child.checkStaying();
        if (forged) {
            return ended(
                    Ended.KILLED,
                    "forged-result",
                    "it wrote to the channel on which results are reported");
        }
        int code = child.exitCode();
        Child.checkStaying();
        return atEnd(code);
    }

    /** What of the time for all tests it has used up. */
    long chargedMs() {
        return time.mark() / 1_000_000;
    }

    private Result atEnd(int code) {
        if (saidEnd && code == 0) {
            return new Result(Ended.COMPLETED, code, wallMs(), "", "", "");
        }
        if (!fault.isEmpty()) {
            return result(Ended.EXITED, code, "broken-run", "the tests could not run: " + fault);
        }
        if (child.isFlooding()) {
            return result(Ended.KILLED, code, "output-flood", flood());
        }
        return switch (code) {
            case OUT_OF_MEMORY ->
                    result(
                            Ended.OUT_OF_MEMORY,
                            code,
                            "memory-limit",
                            "it used more memory than the "
                                    + watch.heapMib()
                                    + " MiB that it may have");
            case CPU_SIGNAL, KILL_SIGNAL ->
                    result(
                            Ended.KILLED,
                            code,
                            "killed-by-limit",
                            "the operating system ended it: it used too much memory or CPU");
            default -> result(Ended.EXITED, code, "exit-called", exited(code));
        };
    }

    private String exited(int code) {
        String heard = child.heard().strip();
        String first = heard.lines().findFirst().orElse("");
        String shown = first.length() <= 200 ? first : first.substring(0, 200);
        return "it ended the JVM with exit code "
                + code
                + (shown.isEmpty() ? "" : " (it had said: " + shown + ")");
    }

    private String flood() {
        return "it printed more than " + (watch.outputBytes() >> 10) + " KiB";
    }

    private String late(long chargedNs) {
        if (chargedNs >= wholeEndNs) {
            return "all tests together took more than " + watch.whole().toSeconds() + " s";
        }
        return running.isEmpty()
                ? "its tests did not start within " + watch.start().toSeconds() + " s"
                : "it was not done after " + watch.test().toSeconds() + " s";
    }

    private Result ended(Ended how, String flag, String detail) {
        return result(how, -1, flag, detail);
    }

    private Result result(Ended how, int code, String flag, String detail) {
        return new Result(how, code, wallMs(), running, flag, detail);
    }

    private long wallMs() {
        return (System.nanoTime() - beganNs) / 1_000_000;
    }

    private void hear(byte[] chunk) {
        for (byte each : chunk) {
            if (forged || saidEnd) {
                return;
            }
            if (each != '\n') {
                line.write(each);
                forged = line.size() > LINE_BYTES_MAX;
            } else {
                String text = seal.open(line.toString(StandardCharsets.UTF_8));
                line.reset();
                accept(text.isEmpty() ? null : Lines.read(text, Said.class));
            }
        }
    }

    private void accept(@Nullable Said said) {
        if (said == null) {
            forged = true;
            return;
        }
        switch (said.type()) {
            case "started" -> {
                running = said.id();
                stepEndNs = time.mark() + watch.test().toNanos();
            }
            case "finished" -> {
                running = "";
                stepEndNs = time.mark() + watch.start().toNanos();
                if (said.outcome() != null) {
                    finished.accept(said.outcome());
                }
            }
            case "fault" -> fault = said.id();
            case "end" -> saidEnd = true;
            default -> {
                // The plan: nothing to note.
            }
        }
    }
}
