package strata.lessons.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the sources of tests tell, where there are sources: their order, and which are a student's
 * own.
 *
 * @param folders of sources: tests run in the order in which they stand there; empty where there
 *     are none, and then by name, and a student's own are not run
 * @param course simple names of the classes of the course's tests; empty when all are
 */
public record TestSources(List<Path> folders, Set<String> course) {
    /** No sources: all tests are the course's. */
    public static final TestSources NONE = new TestSources(List.of(), Set.of());

    /** Tests of a student's own are of no step, and run last. */
    static final String OWN_STEP = "";

    /** The configuration parameter with {@link #folders}, as a path. */
    static final String FOLDERS = "strata.test.sources";

    /** The configuration parameter with {@link #course}, commas between them. */
    static final String COURSE = "strata.test.course";

    /** A copy. */
    public TestSources {
        folders = List.copyOf(folders);
    }

    /** Whether a class of tests is the course's, so that its points count. */
    boolean isCourse(String type) {
        return course.isEmpty() || course.contains(type);
    }
}
