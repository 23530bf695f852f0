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
            StackTraceElement[] frames = thread.getValue();
            for (int i = 0; i < frames.length - 1; i++) {
                String type = frames[i].getClassName();
                boolean exit = type.equals("java.lang.System") || type.equals("java.lang.Runtime");
                if (exit && frames[i].getMethodName().matches("exit|halt")) {
                    end(house, thread.getKey().getName(), frames[i + 1]);
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
