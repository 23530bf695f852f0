package strata.lessons.run;

import java.util.Map;

/**
 * Notices that the code under test ends the process, which would else look like an end of tests.
 */
final class UnexpectedExit {
    private static volatile boolean none;

    private UnexpectedExit() {}

    /** Says whether tests run now, so that nobody may end the process. */
    static void expectNone(boolean now) {
        none = now;
    }

    /** From now on such an end is told, and its exit code is that of a failure. */
    static void watch(House house) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(house)));
    }

    private static void tell(House house) {
        if (!none) {
            return;
        }
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            boolean exits = false;
            for (StackTraceElement frame : thread.getValue()) {
                String type = frame.getClassName();
                if (type.equals("java.lang.System") || type.equals("java.lang.Runtime")) {
                    exits |= frame.getMethodName().equals("exit");
                } else if (exits) {
                    end(house, thread.getKey().getName(), frame);
                    return;
                }
            }
        }
    }

    private static void end(House house, String thread, StackTraceElement frame) {
        house.out().println();
        house.out()
                .println(
                        house.style().red("The process was ended")
                                + " by "
                                + frame.getMethodName()
                                + " ("
                                + frame.getFileName()
                                + ":"
                                + frame.getLineNumber()
                                + ") in "
                                + thread
                                + "; code under test may not do that.");
        house.out().flush();
        Runtime.getRuntime().halt(TestRun.FAILED);
    }
}
