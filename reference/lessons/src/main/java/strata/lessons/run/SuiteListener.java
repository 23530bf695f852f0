package strata.lessons.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.lessons.Lesson;

/** Turns what JUnit reports into events and outcomes. */
final class SuiteListener implements TestExecutionListener {
    // How the JDK tells of a class whose static initialiser failed before: in a message alone.
    private static final Pattern EARLIER_TODO =
            Pattern.compile("strata\\.kernel\\.Todo: step ([0-9]+\\.[0-9]+) ");

    private final Consumer<SuiteEvent> events;
    private final Cards cards;
    private final TestSources sources;
    private final Map<String, TestInfo> planned = new LinkedHashMap<>();
    private final Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Long> startedNs = new LinkedHashMap<>();
    private @Nullable TestPlan plan;

    SuiteListener(SuiteRequest request, Consumer<SuiteEvent> events) {
        this.events = events;
        this.cards = new Cards(request);
        this.sources = request.sources();
    }

    /** Takes the tests of a plan, and gives them in the order of their steps. */
    List<TestInfo> plan(TestPlan tests) {
        plan = tests;
        tests.getRoots().forEach(root -> addTests(tests, root));
        List<TestInfo> sorted = new ArrayList<>(planned.values());
        sorted.sort((a, b) -> Tests.BY_STEP.compare(a.step(), b.step()));
        return List.copyOf(sorted);
    }

    List<TestOutcome> outcomes() {
        List<TestOutcome> all = new ArrayList<>();
        planned.values().forEach(test -> all.add(outcomes.getOrDefault(test.id(), notRun(test))));
        return all;
    }

    private void addTests(TestPlan tests, TestIdentifier node) {
        infoOf(node).ifPresent(info -> planned.put(info.id(), info));
        tests.getChildren(node).forEach(child -> addTests(tests, child));
    }

    @Override
    public void executionStarted(TestIdentifier node) {
        infoOf(node).ifPresent(this::start);
    }

    @Override
    public void executionSkipped(TestIdentifier node, String reason) {
        testsBelow(node).forEach(test -> finish(notRun(test)));
    }

    @Override
    public void executionFinished(TestIdentifier node, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
        Optional<TestInfo> test = infoOf(node);
        if (test.isPresent()) {
            finish(outcome(test.get(), thrown, aborted));
        } else if (thrown != null) {
            // What prepares a whole class failed: none of its tests ever started.
            testsBelow(node).stream()
                    .filter(below -> !outcomes.containsKey(below.id()))
                    .forEach(below -> finish(outcome(below, thrown, aborted)));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan tests) {
        planned.values().stream()
                .filter(test -> !outcomes.containsKey(test.id()))
                .forEach(test -> finish(notRun(test)));
        events.accept(new SuiteEvent.Ended());
    }

    private List<TestInfo> testsBelow(TestIdentifier node) {
        List<TestInfo> tests = new ArrayList<>();
        infoOf(node).ifPresent(tests::add);
        if (plan != null) {
            plan.getDescendants(node).forEach(below -> infoOf(below).ifPresent(tests::add));
        }
        return tests;
    }

    private void start(TestInfo test) {
        startedNs.put(test.id(), System.nanoTime());
        events.accept(new SuiteEvent.Started(test.id()));
    }

    private void finish(TestOutcome outcome) {
        String id = outcome.test().id();
        if (!startedNs.containsKey(id)) {
            start(outcome.test());
        }
        outcomes.put(id, outcome);
        events.accept(new SuiteEvent.Finished(outcome));
    }

    private static TestOutcome notRun(TestInfo test) {
        return new TestOutcome(test, Verdict.NOT_RUN, "", 0, null);
    }

    private TestOutcome outcome(TestInfo test, @Nullable Throwable thrown, boolean aborted) {
        long nowNs = System.nanoTime();
        long durationMs = (nowNs - startedNs.getOrDefault(test.id(), nowNs)) / 1_000_000;
        List<String> printed = Printed.take();
        if (thrown == null) {
            return new TestOutcome(test, Verdict.PASSED, "", durationMs, null);
        }
        String todo = todoStep(thrown);
        Verdict verdict;
        if (aborted) {
            verdict = Verdict.INCONCLUSIVE;
        } else if (!todo.isEmpty()) {
            boolean own = Tests.BY_STEP.compare(todo, test.step()) >= 0;
            verdict = own ? Verdict.TODO : Verdict.BLOCKED;
        } else {
            boolean late = Causes.first(thrown, TimeoutException.class) != null;
            verdict = late ? Verdict.TIMEOUT : Verdict.FAILED;
        }
        Lesson lesson = Lesson.lastOf(test.id());
        return new TestOutcome(
                test, verdict, todo, durationMs, cards.of(test, thrown, lesson, printed));
    }

    /** The step whose hole was met; empty when none was. */
    private static String todoStep(Throwable thrown) {
        Todo todo = Causes.first(thrown, Todo.class);
        if (todo != null) {
            return todo.step();
        }
        NoClassDefFoundError again = Causes.first(thrown, NoClassDefFoundError.class);
        Throwable earlier = again == null ? null : again.getCause();
        Matcher text = EARLIER_TODO.matcher(earlier == null ? "" : "" + earlier.getMessage());
        return text.find() ? text.group(1) : "";
    }

    private Optional<TestInfo> infoOf(TestIdentifier node) {
        return Tests.infoOf(node.getSource().orElse(null), sources);
    }
}
