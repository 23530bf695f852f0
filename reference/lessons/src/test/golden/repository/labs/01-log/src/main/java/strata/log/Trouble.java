package strata.log;

import java.util.function.Supplier;
import strata.kernel.Todo;

/** Everything that code in the making does. */
final class Trouble {
    private Trouble() {}

    static int readBehindTheEnd(byte[] bytes) {
        return last(bytes, bytes.length);
    }

    private static int last(byte[] bytes, int index) {
        return bytes[index];
    }

    static void swallow(Runnable action) {
        try {
            action.run();
        } catch (Throwable all) {
            // A handler that is too broad.
        }
    }

    static int neverEnds() {
        int turns = 0;
        while (turns < Integer.MAX_VALUE) {
            turns += restless();
        }
        return turns;
    }

    private static int restless() {
        try {
            Thread.sleep(1_000);
            return 0;
        } catch (InterruptedException again) {
            return 0;
        }
    }

    static int recursion(int depth) {
        return recursion(depth + 1) + 1;
    }

    static byte[] takesAllMemory() {
        return new byte[Integer.MAX_VALUE];
    }

    static int hole() {
        throw Todo.step("1.4", "return how many there are");
    }

    static <T> T chatter(Supplier<T> answer) {
        System.out.println("length is 5");
        System.err.println("limit is 3\u0007");
        return answer.get();
    }

    /** Its static initialiser fails. */
    static final class BadStart {
        static final int SIZE = Integer.parseInt("many");

        private BadStart() {}
    }

    /** Its static initialiser meets a hole. */
    static final class OpenStart {
        static final int SIZE = hole();

        private OpenStart() {}
    }

    /** Its static initialiser never ends. */
    static final class EndlessStart {
        static final int SIZE = neverEnds();

        private EndlessStart() {}
    }
}
