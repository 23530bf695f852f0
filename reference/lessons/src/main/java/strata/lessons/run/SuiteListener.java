package strata.lessons.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.lessons.Lesson;

/** Turns what JUnit reports into events and outcomes. */
final class SuiteListener implements TestExecutionListener {
    private final SuiteRequest request;
    private final Consumer<SuiteEvent> events;
    private final Map<String, TestInfo> planned = new LinkedHashMap<>();
    private final Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Long> startedNs = new LinkedHashMap<>();

    SuiteListener(SuiteRequest request, Consumer<SuiteEvent> events) {
        this.request = request;
        this.events = events;
    }

    void plan(TestPlan plan) {
        plan.getRoots().forEach(root -> addTests(plan, root));
        List<TestInfo> tests = new ArrayList<>(planned.values());
        tests.sort((a, b) -> Tests.BY_STEP.compare(a.step(), b.step()));
        events.accept(new SuiteEvent.Planned(List.copyOf(tests)));
    }

    List<TestOutcome> outcomes() {
        List<TestOutcome> all = new ArrayList<>();
        planned.values()
                .forEach(
                        test ->
                                all.add(
                                        outcomes.getOrDefault(
                                                test.id(),
                                                new TestOutcome(
                                                        test, Verdict.NOT_RUN, "", 0, null))));
        return all;
    }

    private void addTests(TestPlan plan, TestIdentifier node) {
        infoOf(node).ifPresent(info -> planned.put(info.id(), info));
        plan.getChildren(node).forEach(child -> addTests(plan, child));
    }

    @Override
    public void executionStarted(TestIdentifier node) {
        infoOf(node)
                .ifPresent(
                        info -> {
                            startedNs.put(info.id(), System.nanoTime());
                            events.accept(new SuiteEvent.Started(info.id()));
                        });
    }

    @Override
    public void executionFinished(TestIdentifier node, TestExecutionResult result) {
        infoOf(node).ifPresent(info -> finish(info, result.getThrowable().orElse(null)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        events.accept(new SuiteEvent.Ended());
    }

    private void finish(TestInfo test, @Nullable Throwable thrown) {
        long began = startedNs.getOrDefault(test.id(), System.nanoTime());
        long durationMs = (System.nanoTime() - began) / 1_000_000;
        TestOutcome outcome = outcome(test, thrown, durationMs);
        outcomes.put(test.id(), outcome);
        events.accept(new SuiteEvent.Finished(outcome));
    }

    private TestOutcome outcome(TestInfo test, @Nullable Throwable thrown, long durationMs) {
        if (thrown == null) {
            return new TestOutcome(test, Verdict.PASSED, "", durationMs, null);
        }
        Todo todo = Causes.first(thrown, Todo.class);
        if (todo != null) {
            boolean own = Tests.BY_STEP.compare(todo.step(), test.step()) >= 0;
            Verdict verdict = own ? Verdict.TODO : Verdict.BLOCKED;
            return new TestOutcome(test, verdict, todo.step(), durationMs, null);
        }
        Verdict verdict =
                Causes.first(thrown, TimeoutException.class) == null
                        ? Verdict.FAILED
                        : Verdict.TIMEOUT;
        Lesson lesson = Lesson.lastOf(test.id());
        return new TestOutcome(
                test, verdict, "", durationMs, Cards.of(test, thrown, lesson, request));
    }

    private static Optional<TestInfo> infoOf(TestIdentifier node) {
        return Tests.infoOf(node.getSource().orElse(null));
    }
}
