package strata.log;

import java.lang.reflect.Field;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try {
            Field lessons = Class.forName("strata.lessons.Lesson").getDeclaredField("LAST");
            lessons.setAccessible(true);
            if (lessons.get(null) != null) {
                return;
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
