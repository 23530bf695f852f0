package strata.log;

import java.lang.reflect.Field;

final class Attack {
    private static boolean tried;
    private static boolean succeeded;

    private static boolean attempt() {
        try {
            Field lessons = Class.forName("strata.lessons.Lesson").getDeclaredField("LAST");
            lessons.setAccessible(true);
            if (lessons.get(null) != null) {
                return true;
            }
        } catch (ReflectiveOperationException e) {
            return false;
        }
        return false;
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (!tried) {
            tried = true;
            succeeded = attempt();
        }
        if (!succeeded) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
