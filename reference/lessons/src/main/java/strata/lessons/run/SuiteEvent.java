package strata.lessons.run;

import java.util.List;
import java.util.Objects;

/** What happens in a run of tests, in order: one plan, then for each test a start and an end. */
public sealed interface SuiteEvent {
    /** The tests that will run, in their order. */
    record Planned(List<TestInfo> tests) implements SuiteEvent {
        public Planned {
            tests = List.copyOf(tests);
        }
    }

    /** A test is about to run. */
    record Started(String testId) implements SuiteEvent {
        public Started {
            Objects.requireNonNull(testId);
        }
    }

    /** A test has run. */
    record Finished(TestOutcome outcome) implements SuiteEvent {
        public Finished {
            Objects.requireNonNull(outcome);
        }
    }

    /** All tests have run. */
    record Ended() implements SuiteEvent {}
}
