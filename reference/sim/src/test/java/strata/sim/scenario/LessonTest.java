package strata.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Target;

/** The whole text of a failure, letter by letter. */
final class LessonTest {
    @Test
    void aFailureIsTold() throws IOException {
        Lesson.Telling telling =
                new Lesson.Telling(
                        List.of(
                                "   1. 0.010000  c1 begins Write(number=7)",
                                "   2. 0.250000  n1 crashes: LOSE_UNFLUSHED: 1 write is lost",
                                "   3. 0.400000  BROKEN lost-write: write 7 is gone"),
                        List.of(
                                "the smallest run that breaks the same, of 57 tried: 1 of 9 faults,"
                                        + " 1 of 212 operations, 0.400 of 2.118 s:",
                                "  choice clients 1",
                                "  operations of c1: 7",
                                "  at 0.250000 n1 crash mode=LOSE_UNFLUSHED tear=0 down-us=1000"),
                        List.of(
                                "a smaller run may be left: the search ended early; to go on:"
                                        + " ./strata sim --replay r.faults --minimise-for 60",
                                "also found on the way, another claim: duplicate of 9; replay:"
                                        + " ./strata sim --replay r-duplicate.faults"),
                        new Rerun(Rerun.COMMAND, "r.faults"),
                        "r.html",
                        "ISR-014");

        String lesson = Lesson.of(failure(thrownByAToy()), telling);

        assertThat(lesson).isEqualTo(golden("lesson-told-in-full.txt"));
    }

    @Test
    void aFailureWithoutFilesOrCodeIsToldWithoutThem() throws IOException {
        Lesson.Telling telling =
                new Lesson.Telling(
                        List.of(),
                        List.of("this run:"),
                        List.of(),
                        new Rerun(Rerun.COMMAND, null),
                        null,
                        null);

        String lesson = Lesson.of(failure(null), telling);

        assertThat(lesson).isEqualTo(golden("lesson-bare.txt"));
    }

    private static RunResult failure(@Nullable Throwable cause) {
        FaultSchedule schedule =
                FaultSchedule.of(
                        "register",
                        8123,
                        List.of(
                                Fault.at(
                                        250_000,
                                        Target.node(1),
                                        new Effect.Crash(CrashMode.LOSE_UNFLUSHED, 0, 1_000))));
        Map<String, Long> operations = new LinkedHashMap<>();
        operations.put("c1", 212L);
        return new RunResult(
                Verdict.FAIL,
                "write 7 is gone",
                "0123456789abcdef",
                schedule,
                new RunResult.Figures(400_000, 99, 1, 1, 1, 1, 8, 0, 0),
                operations,
                List.of(),
                new Breach(
                        "lost-write",
                        "What was acknowledged is there",
                        "write 7 is gone",
                        List.of("7"),
                        cause),
                List.of(),
                List.of(
                        "    0.400000 n1     handle     Read",
                        "    0.400000 world  BROKEN     lost"),
                null,
                List.of());
    }

    /** As if a toy had thrown it, called by the simulator, and it called the library. */
    private static Throwable thrownByAToy() {
        Throwable thrown = new IllegalStateException("no such write");
        thrown.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement("java.util.Objects", "check", "Objects.java", 1),
                    new StackTraceElement("strata.kernel.Check", "that", "Check.java", 9),
                    new StackTraceElement("strata.sim.toy.TallyNode", "read", "TallyNode.java", 77),
                    new StackTraceElement("strata.sim.SimProcess", "turn", "SimProcess.java", 200)
                });
        return thrown;
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = LessonTest.class.getResourceAsStream(name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
