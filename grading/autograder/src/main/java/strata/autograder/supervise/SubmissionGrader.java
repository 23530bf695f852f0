package strata.autograder.supervise;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Integrity;
import strata.autograder.grade.Message;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.Protections;
import strata.autograder.grade.Run;
import strata.autograder.grade.Submission;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.intake.Fingerprint;
import strata.autograder.intake.Intake;
import strata.autograder.intake.Limits;
import strata.autograder.intake.Taken;
import strata.autograder.rules.Finding;
import strata.autograder.rules.OwnClasses;
import strata.autograder.rules.Rules;
import strata.autograder.sandbox.Confinement;
import strata.lessons.ChargedTime;

/** Grades one submission: takes it in, compiles it, checks its classes, runs the tests on them. */
final class SubmissionGrader {
    /** The folder beside {@code grade.json} with the sources that were taken. */
    static final String SOURCES = "sources";

    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:[A-Za-z0-9_$-]{1,200}/)*[A-Za-z0-9_$-]{1,200}");
    private static final int COMPILED_BYTES_MAX = 16 << 20;
    private static final int COMPILER_HEAP_MIB = 320;

    private static final String STOPPED =
            "The compiler did not come to an end on it; it was stopped.";
    private static final List<String> STIFLED = List.of(Compiler.GAVE_UP, STOPPED);

    /**
     * Where what comes of a grading goes.
     *
     * @param folder of the grade and its journal
     * @param sources where what was taken is kept
     */
    record Place(Path folder, Path sources) {}

    private final Workshop shop;
    private final Place place;
    private final Taken taken;
    private final Journal journal;
    private final Instant began = Clock.systemUTC().instant();
    private final List<Message> messages = new ArrayList<>();
    private final List<Flag> flags = new ArrayList<>();

    private SubmissionGrader(Workshop shop, Place place, Taken taken, Journal journal) {
        this.shop = shop;
        this.place = place;
        this.taken = taken;
        this.journal = journal;
        flags.addAll(taken.flags());
    }

    /**
     * Grades a submission and writes its {@code grade.json}.
     *
     * @param name of the submission
     * @param place where its grade goes
     * @param resume whether to go on with what an earlier run has left
     */
    static Grade grade(Workshop shop, Path submission, String name, Place place, boolean resume)
            throws IOException, InterruptedException {
        Taken taken = Intake.take(submission, name, shop.lab(), Limits.DEFAULT);
        Path folder = place.folder();
        Files.createDirectories(folder);
        Path file = folder.resolve("grade.json");
        Path journalFile = folder.resolve("journal.jsonl");
        try (Journal journal = new Journal(journalFile, key(shop, taken), resume)) {
            if (journal.isDone() && Files.isRegularFile(file)) {
                return GradeJson.read(file);
            }
            SubmissionGrader grader = new SubmissionGrader(shop, place, taken, journal);
            Grade grade = grader.gradeOrFault();
            GradeJson.write(grade, file);
            if (grade.outcome() != Outcome.GRADER_ERROR) {
                journal.end();
            }
            return grade;
        }
    }

    /** What was taken lies beside the grade: for the comparison of sources, and for people. */
    private void keepSources(Path kept, Taken taken) throws IOException {
        // Those of other labs lie beside them.
        Stage.delete(kept.resolve(shop.lab().ownPath()));
        for (Map.Entry<String, byte[]> source : taken.sources().entrySet()) {
            Path file = kept.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, source.getValue());
        }
    }

    /** Whoever has the same again gets the same grade again. */
    private static String key(Workshop shop, Taken taken) {
        Fingerprint key =
                new Fingerprint()
                        .add(shop.suiteHash())
                        .add(shop.settings().salt())
                        .add(shop.sandbox().name())
                        .add(Boolean.toString(shop.settings().rulesOn()))
                        .add(taken.hash())
                        .add(taken.refusal());
        taken.flags().forEach(flag -> key.add(flag.name()).add(flag.text()));
        return key.hex();
    }

    /**
     * The grade; that of a fault of ours when there is one: one submission never ends the others'.
     */
    private Grade gradeOrFault() throws InterruptedException {
        try {
            return grade();
        } catch (IOException | RuntimeException | StackOverflowError fault) {
            String text = "The grader failed on it: " + fault + ".";
            flags.add(new Flag("grader-fault", text));
            messages.add(new Message("", 0, text));
            return of(Outcome.GRADER_ERROR, shop.catalogue().notRun("the grader failed"));
        }
    }

    private Grade grade() throws IOException, InterruptedException {
        // Where every grade begins: a dead grader leaves a whole one.
        GradeJson.write(
                of(Outcome.GRADER_ERROR, shop.catalogue().notRun("the grading was cut off")),
                place.folder().resolve("grade.json"));
        keepSources(place.sources(), taken);
        if (taken.isRefused()) {
            messages.add(new Message("", 0, taken.refusal()));
            return all(Outcome.REFUSED, "the submission was not taken in");
        }
        Compiled compiled = compile();
        if (!compiled.succeeded()) {
            compiled.messages().forEach(each -> messages.add(inRepository(each)));
            compiled.messages().stream()
                    .filter(each -> STIFLED.contains(each.text()))
                    .forEach(each -> flags.add(new Flag("compiler-stopped", each.text())));
            return all(Outcome.COMPILE_ERROR, "it does not compile");
        }
        if (!areNamed(compiled.classes().keySet())) {
            return all(Outcome.FORBIDDEN_CODE, "it has a class with a name that no file can have");
        }
        OwnClasses classes = new OwnClasses(compiled.classes());
        if (!isAllowed(shop.rules().check(classes))) {
            return all(Outcome.FORBIDDEN_CODE, "it uses what no layer may use");
        }
        probe(classes);
        run(classes);
        return of(Outcome.GRADED, inOrder());
    }

    private Compiled compile() throws IOException, InterruptedException {
        SortedMap<String, byte[]> sources = new TreeMap<>(shop.skeleton());
        sources.putAll(taken.sources());
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        Compiled.writeFiles(new DataOutputStream(input), sources);
        Watch watch = shop.settings().watch();
        Jvm.Program program =
                new Jvm.Program(
                        CompileMain.class.getName(),
                        shop.testJars(),
                        shop.layerJars().stream().map(Path::toString).toList(),
                        COMPILER_HEAP_MIB);
        List<String> command =
                shop.sandbox()
                        .command(
                                Confinement.of(
                                        shop.readableToCompile(),
                                        2 * (int) watch.compile().toSeconds()),
                                Jvm.command(
                                        shop.sandbox().java(),
                                        program,
                                        shop.archive(),
                                        shop.settings().marker()));
        try (Child child = new Child(command, input.toByteArray(), 1 << 20, COMPILED_BYTES_MAX)) {
            return answer(child, watch);
        }
    }

    private static Compiled answer(Child child, Watch watch)
            throws IOException, InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ChargedTime time = new ChargedTime(child.meter());
        while (!child.isDrained()) {
            byte[] chunk = child.next(20);
            long chargedNs = time.look();
            if (chunk != null) {
                output.writeBytes(chunk);
            } else if (chargedNs >= watch.compile().toNanos() || child.isFlooding()) {
                return failed(STOPPED);
            }
        }
        int code = child.exitCode();
        Child.checkStaying();
        if (code != 0) {
            return failed(Compiler.GAVE_UP);
        }
        try {
            return Compiled.of(output.toByteArray());
        } catch (IOException tooMuch) {
            // More classes, or larger ones, than we take: no fault of ours, and none to end a run.
            return failed(Compiler.GAVE_UP);
        }
    }

    private static Compiled failed(String why) {
        return new Compiled(false, List.of(new Message("", 0, why)), new TreeMap<>());
    }

    private Message inRepository(Message message) {
        String file = message.file().isEmpty() ? "" : sourceFolder() + message.file();
        return new Message(file, message.line(), message.text());
    }

    private String sourceFolder() {
        return "labs/" + shop.lab().folder() + "/src/main/java/";
    }

    /** Whether files can have the names of the classes, wherever they are graded. */
    private boolean areNamed(Collection<String> classes) {
        for (String each : classes) {
            if (!CLASS_NAME.matcher(each).matches()) {
                String shown = each.length() <= 100 ? each : each.substring(0, 97) + "...";
                String text =
                        "The class "
                                + shown.replace('/', '.')
                                + " has a name that not every file system can keep: at most 200"
                                + " letters of the English alphabet, digits, _ and $.";
                flags.add(new Flag("strange-name", text));
                messages.add(new Message("", 0, text));
                return false;
            }
        }
        return true;
    }

    private boolean isAllowed(Rules.Result result) {
        result.unsteady().forEach(each -> flag("unsteady-order", each));
        if (shop.settings().rulesOn()) {
            result.shadowed().forEach(each -> flag("shadowed-class", each));
            result.refusals().forEach(each -> flag("forbidden-call", each));
            return result.isAllowed();
        }
        return true;
    }

    private void flag(String name, Finding finding) {
        flags.add(new Flag(name, finding.text()));
        String file =
                finding.file().isEmpty()
                        ? ""
                        : sourceFolder() + shop.lab().ownPath() + finding.file();
        messages.add(new Message(file, finding.line(), finding.text()));
    }

    /** Ends the tests that the submission cannot be linked with. */
    private void probe(OwnClasses classes) {
        List<String> said = new ArrayList<>();
        for (Catalogue.Listed each : shop.catalogue().tests()) {
            String id = each.info().id();
            String type = shop.catalogue().classOf().getOrDefault(id, "");
            String method = id.substring(id.indexOf('.') + 1);
            List<String> missing = shop.probe().missing(type, method, classes);
            if (missing.isEmpty()) {
                continue;
            }
            for (String text : missing) {
                if (!said.contains(text)) {
                    said.add(text);
                    messages.add(new Message("", 0, text));
                    flags.add(new Flag("changed-signature", text));
                }
            }
            if (!journal.tests().containsKey(id)) {
                journal.add(each.notRun("").ended(TestStatus.ERROR, missing.get(0), 0));
            }
        }
    }

    private void run(OwnClasses classes) throws IOException, InterruptedException {
        String inStage = "submissions/" + taken.name();
        Path root = shop.stage().writeClasses(inStage, classes.bytes());
        try {
            Stage.copy(shop.lab().resources(), root);
            new SuiteSupervisor(shop, root, journal).run();
        } finally {
            Stage.delete(root);
        }
        flags.addAll(journal.flags());
    }

    private List<TestGrade> inOrder() {
        Map<String, TestGrade> ended = journal.tests();
        return shop.catalogue().tests().stream()
                .map(each -> ended.getOrDefault(each.info().id(), each.notRun("it never ran")))
                .toList();
    }

    /** The grade when no test can run. */
    private Grade all(Outcome outcome, String why) {
        List<TestGrade> tests =
                shop.catalogue().tests().stream()
                        .map(each -> each.notRun("").ended(TestStatus.ERROR, why, 0))
                        .toList();
        return of(outcome, tests);
    }

    private Grade of(Outcome outcome, List<TestGrade> tests) {
        Instant now = Clock.systemUTC().instant();
        String salt = shop.settings().salt();
        Run run =
                new Run(
                        shop.suiteHash(),
                        salt.isEmpty() ? "" : new Fingerprint().add(salt).hex(),
                        shop.strataVersion(),
                        shop.layers(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        began.truncatedTo(ChronoUnit.SECONDS).toString(),
                        now.toEpochMilli() - began.toEpochMilli(),
                        journal.runs());
        List<String> active = new ArrayList<>(shop.sandbox().active());
        List<String> missing = new ArrayList<>(shop.sandbox().missing());
        if (!shop.settings().rulesOn()) {
            active.remove("bytecode-allow-list");
            missing.add("bytecode-allow-list");
        }
        return Grade.of(
                run,
                new Submission(
                        taken.name(),
                        Integer.toString(shop.lab().number()),
                        taken.hash(),
                        taken.commit(),
                        taken.sources().keySet().stream()
                                .map(each -> sourceFolder() + each)
                                .toList()),
                new Grade.Verdict(outcome, messages, tests),
                new Integrity(flags),
                new Protections(active, missing));
    }
}
