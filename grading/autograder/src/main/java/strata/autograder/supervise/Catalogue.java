package strata.autograder.supervise;

import java.util.List;
import java.util.Map;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.Visibility;
import strata.lessons.run.TestInfo;

/**
 * Every test that a submission will be graded with, known before any of its code is loaded.
 *
 * @param tests in the order in which they stand in every grade
 * @param classOf the class of each test, with slashes
 */
record Catalogue(List<Listed> tests, Map<String, String> classOf) {
    Catalogue {
        tests = List.copyOf(tests);
    }

    /** A test and whether students have it. */
    record Listed(TestInfo info, Visibility visibility) {
        TestGrade notRun(String why) {
            return TestGrade.notRun(info, visibility, why);
        }
    }

    /** The tests, none of which has run. */
    List<TestGrade> notRun(String why) {
        return tests.stream().map(each -> each.notRun(why)).toList();
    }
}
