package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.lessons.Lesson;

/**
 * What happened in a world, for the card of a failure: it is put into words only then, for far the
 * most of it is never read.
 */
final class HiddenTestTold {
    private static final int LAST = 14;

    private final Lesson lesson;
    private final List<Supplier<String>> story = new ArrayList<>();

    HiddenTestTold(Lesson lesson, String name) {
        this.lesson = lesson;
        story.add(() -> name);
    }

    void tell(Supplier<String> what) {
        story.add(what);
        if (story.size() > LAST) {
            story.remove(1);
        }
    }

    /** Does something; when it fails, the last of what happened is told. */
    void telling(Runnable what) {
        boolean well = false;
        try {
            what.run();
            well = true;
        } finally {
            if (!well) {
                lesson.now("%s", String.join("; ", story.stream().map(Supplier::get).toList()));
            }
        }
    }
}
