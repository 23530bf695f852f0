package strata.autograder.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import strata.autograder.grade.Flag;
import strata.autograder.grade.SuiteRun;
import strata.autograder.grade.SuiteRun.Ended;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;
import strata.autograder.sandbox.Confinement;
import strata.autograder.supervise.Catalogue.Listed;
import strata.autograder.supervise.Lines.Part;
import strata.autograder.supervise.Lines.Request;
import strata.kernel.Nullable;
import strata.lessons.Card;
import strata.lessons.run.TestOutcome;

/**
 * Runs all tests on the classes of one submission, in as few JVMs as it takes.
 *
 * <p>A JVM that dies or hangs costs the test that it ran; the next one runs the others, those of
 * other steps first, so that one hanging step does not use up the patience that the others need.
 */
final class SuiteSupervisor {
    private static final SecureRandom KEYS = new SecureRandom();
    private static final int KEY_BYTES = 32;

    private static final Map<String, String> FAULTS =
            Map.of("StackOverflowError", "stack-overflow", "OutOfMemoryError", "memory-limit");

    private final Workshop shop;
    private final Path classes;
    private final Journal journal;
    private long leftMs;
    private String lastDetail = "the tests were cut off";

    /**
     * @param classes the folder with the classes of the submission
     */
    SuiteSupervisor(Workshop shop, Path classes, Journal journal) {
        this.shop = shop;
        this.classes = classes;
        this.journal = journal;
        this.leftMs = shop.settings().watch().whole().toMillis() - journal.chargedMs();
    }

    /** Runs what the journal does not have yet; afterwards it has every test. */
    void run() throws IOException, InterruptedException {
        while (true) {
            List<Listed> pending = pending();
            if (pending.isEmpty()) {
                return;
            }
            if (journal.deaths().size() >= shop.settings().watch().deathsMax() || leftMs <= 0) {
                leaveOut(pending);
                return;
            }
            long fewest = pending.stream().mapToLong(this::deathsOfStep).min().orElse(0);
            List<Listed> next =
                    pending.stream().filter(each -> deathsOfStep(each) == fewest).toList();
            attempt(next);
        }
    }

    /** How many JVMs have died or hung in the step of a test. */
    private long deathsOfStep(Listed test) {
        return shop.catalogue().tests().stream()
                .filter(each -> each.info().step().equals(test.info().step()))
                .filter(each -> journal.deaths().contains(each.info().id()))
                .count();
    }

    private List<Listed> pending() {
        return shop.catalogue().tests().stream()
                .filter(each -> !journal.tests().containsKey(each.info().id()))
                .toList();
    }

    private void leaveOut(List<Listed> pending) {
        for (Listed each : pending) {
            journal.add(each.notRun("it did not run: before it, " + lastDetail));
        }
        journal.add(
                new SuiteRun(
                        "rest",
                        Ended.NOT_RUN,
                        -1,
                        0,
                        pending.size() + " tests were left out: " + lastDetail),
                0);
    }

    private void attempt(List<Listed> tests) throws IOException, InterruptedException {
        byte[] key = new byte[KEY_BYTES];
        KEYS.nextBytes(key);
        Watch watch = shop.settings().watch();
        Attempt.Result result;
        long chargedMs;
        byte[] input = request(shop, key, classes, tests, false);
        try (Child child =
                new Child(command(), input, watch.outputBytes(), Attempt.CHANNEL_BYTES_MAX)) {
            Attempt attempt =
                    new Attempt(
                            child,
                            watch,
                            key,
                            Duration.ofMillis(leftMs),
                            outcome -> finish(tests, outcome));
            result = attempt.run();
            chargedMs = attempt.chargedMs();
        }
        leftMs -= chargedMs;
        journal.add(
                new SuiteRun(
                        "tests-" + (journal.runs().size() + 1),
                        result.ended(),
                        result.exitCode(),
                        result.wallMs(),
                        result.detail()),
                chargedMs);
        if (result.ended() == Ended.COMPLETED) {
            missed(tests);
        } else {
            died(tests, result);
        }
    }

    private void finish(List<Listed> asked, TestOutcome outcome) {
        String id = outcome.test().id();
        if (journal.tests().containsKey(id)) {
            return;
        }
        noteFault(id, outcome.card());
        find(asked, id)
                .forEach(
                        each ->
                                journal.add(
                                        TestGrade.of(
                                                new TestOutcome(
                                                        each.info(),
                                                        outcome.verdict(),
                                                        outcome.blockedBy(),
                                                        outcome.durationMs(),
                                                        outcome.card()),
                                                each.visibility())));
    }

    /** Names what a JVM survived, but what no submission should have come to. */
    private void noteFault(String id, @Nullable Card card) {
        String got = card == null ? "" : card.got();
        String type = got.split("[: ]", 2)[0];
        String flag = FAULTS.getOrDefault(type.substring(type.lastIndexOf('.') + 1), "");
        if (got.startsWith("a static initialiser threw")) {
            flag = "broken-initialiser";
        }
        String name = flag;
        if (!name.isEmpty()
                && journal.flags().stream().noneMatch(each -> each.name().equals(name))) {
            journal.add(new Flag(name, "During " + id + ": " + got + "."));
        }
    }

    /** A JVM that ran to its end has run all that it was asked for, or could not load it. */
    private void missed(List<Listed> asked) {
        for (Listed each : asked) {
            if (!journal.tests().containsKey(each.info().id())) {
                end(each, TestStatus.ERROR, "its class could not be loaded with your code");
            }
        }
    }

    private void died(List<Listed> asked, Attempt.Result result) {
        journal.addDeath(result.running());
        lastDetail = result.detail();
        boolean late = result.ended() == Ended.TIMEOUT;
        for (Listed each : find(asked, result.running())) {
            end(each, late ? TestStatus.TIMEOUT : TestStatus.ERROR, result.detail());
        }
        String during = result.running().isEmpty() ? "" : "During " + result.running() + ": ";
        journal.add(new Flag(result.flag(), during + result.detail() + "."));
        if (result.flag().equals("forged-result")) {
            // Whoever tries that gets nothing for what ran beside it.
            for (Listed each : shop.catalogue().tests()) {
                end(each, TestStatus.ERROR, "the submission tried to forge results");
            }
        }
    }

    private static List<Listed> find(List<Listed> tests, String id) {
        return tests.stream().filter(each -> each.info().id().equals(id)).toList();
    }

    private void end(Listed test, TestStatus status, String headline) {
        journal.add(test.notRun("").ended(status, headline, 0));
    }

    private List<String> command() {
        List<Path> readable = new ArrayList<>(shop.testJars());
        readable.addAll(shop.on(classes));
        for (Visibility each : Visibility.values()) {
            Path root = shop.testRoot(each);
            if (root != null) {
                readable.add(root);
            }
        }
        Path archive = shop.archive();
        if (archive != null) {
            readable.add(archive);
        }
        Watch watch = shop.settings().watch();
        Jvm.Program program =
                new Jvm.Program(
                        SuiteMain.class.getName(), shop.testJars(), List.of(), watch.heapMib());
        return shop.sandbox()
                .command(
                        Confinement.of(readable, 2 * (int) watch.whole().toSeconds()),
                        Jvm.command(
                                shop.sandbox().java(), program, archive, shop.settings().marker()));
    }

    /** What a runner reads: the tests of each kind, with the salt for those that are hidden. */
    static byte[] request(
            Workshop shop, byte[] key, Path classes, List<Listed> tests, boolean last) {
        List<Part> parts = new ArrayList<>();
        for (Visibility each : Visibility.values()) {
            List<String> ids =
                    tests.stream()
                            .filter(test -> test.visibility() == each)
                            .map(test -> test.info().id())
                            .toList();
            Path root = shop.testRoot(each);
            if (root != null && !ids.isEmpty()) {
                String salt = each == Visibility.HIDDEN ? shop.settings().salt() : "";
                parts.add(new Part(root.toString(), salt, ids));
            }
        }
        Request request =
                new Request(
                        HexFormat.of().formatHex(key),
                        parts,
                        shop.on(classes).stream().map(Path::toString).toList(),
                        Workshop.SEED,
                        shop.layers(),
                        last);
        return Lines.write(request).getBytes(StandardCharsets.UTF_8);
    }
}
