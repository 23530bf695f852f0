package strata.attacks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import strata.autograder.Lab;
import strata.mutants.Mutant;

/**
 * Makes submissions of a lab's reference solution: honest ones, and those with an attack in them.
 */
final class Submissions {
    /** Where the sources of lab 1 are in a submission. */
    static final String SOURCES = "labs/01-log/src/main/java/strata/log/";

    private static final String CALL = "        Attack.go();\n";

    /** The methods of the first step of each lab, which call an attack before they do anything. */
    private static final List<Callers> CALLERS =
            List.of(
                    new Callers(
                            "Varints.java",
                            List.of(
                                    "    static int sizeOf(long value) {\n",
                                    "    static void write(ByteBuffer out, long value) {\n",
                                    "    static int readInt(ByteReader in) {\n",
                                    "    static long readLong(ByteReader in) {\n")),
                    new Callers(
                            "SegmentFiles.java",
                            List.of(
                                    "    static String nameOf(long baseOffset, String suffix) {\n",
                                    "    static long baseOffsetOf(String fileName) {\n")),
                    new Callers(
                            "EpochList.java",
                            List.of(
                                    "    boolean assign(int epoch, long startOffset) {\n",
                                    "    EpochEnd endOf(int epoch, long logEndOffset) {\n",
                                    "    int epochAt(long offset) {\n",
                                    "    boolean truncateFromEnd(long endOffset) {\n",
                                    "    boolean truncateFromStart(long startOffset) {\n")),
                    new Callers(
                            "assign/AssignmentProblem.java",
                            List.of(
                                    "            SortedMap<String, Subscription> subscriptions,"
                                            + " Map<String, Integer> partitionCounts) {\n")),
                    new Callers(
                            "KafkaTransactionsLayer.java",
                            List.of(
                                    "    public @Nullable ProducerIdBlock nextBlock(long firstFree)"
                                            + " {\n",
                                    "    public ProducerIdSupply newProducerIds() {\n")));

    private record Callers(String file, List<String> methods) {
        /** The attack that they call: in their package. */
        String attack() {
            return file.substring(0, file.lastIndexOf('/') + 1) + "Attack.java";
        }
    }

    private final SortedMap<String, String> reference = new TreeMap<>();
    private final Lab lab;
    private final String sources;
    private final Path folder;

    /**
     * @param folder that gets the submissions
     */
    Submissions(Lab lab, Path folder) throws IOException {
        this.lab = lab;
        this.folder = folder;
        this.sources = "labs/" + lab.folder() + "/src/main/java/" + lab.ownPath();
        Path own = lab.referenceSources().resolve(lab.ownPath());
        try (Stream<Path> files = Files.walk(own)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(each, StandardCharsets.UTF_8);
                reference.put(sources + nameIn(own, each), text);
            }
        }
    }

    /** The name of a file in a folder, or in one within it, as {@code quorum/VotingRule.java}. */
    static String nameIn(Path folder, Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }

    /** The reference as it is. */
    Path honest(String name) {
        return written(name, reference);
    }

    /** Some files of the reference; whatever it lacks stays a hole. */
    Path of(List<String> some, String name) {
        SortedMap<String, String> files = new TreeMap<>(reference);
        files.keySet().removeIf(file -> !some.contains(file.substring(sources.length())));
        // Somebody who has not begun hands something in all the same.
        files.put(sources + "package-info.java", "package strata." + lab.layer() + ";\n");
        return written(name, files);
    }

    /** The reference with a known bug. */
    Path with(Mutant mutant, String name) {
        SortedMap<String, String> files = new TreeMap<>(reference);
        files.compute(
                "labs/" + lab.folder() + "/src/main/java/" + mutant.file(),
                (file, text) -> mutant.applyTo(String.valueOf(text)));
        return written(name, files);
    }

    /** The reference with an attack put in. */
    Path of(Attack attack) throws IOException {
        SortedMap<String, String> files = new TreeMap<>(reference);
        attack.unsolved().forEach(each -> files.remove(sources + each));
        attack.sources().forEach((name, text) -> files.put(sources + name, text));
        Callers callers = CALLERS.get(lab.number() - 1);
        if (attack.sources().containsKey(callers.attack())) {
            files.compute(
                    sources + callers.file(),
                    (name, text) -> attacked(String.valueOf(text), callers.methods()));
        }
        Mutant change = attack.change();
        if (change != null) {
            files.compute(
                    sources + change.file(), (name, text) -> change.applyTo(String.valueOf(text)));
        }
        Forgery forgery = Forgery.of(attack.name());
        if (forgery == null && change == null && attack.sources().isEmpty()) {
            throw new IllegalStateException(attack.name() + " attacks nothing");
        }
        return forgery == null
                ? written(attack.name(), files)
                : forgery.make(folder.resolve(attack.name()), files);
    }

    private static String attacked(String source, List<String> callers) {
        String attacked = source;
        for (String each : callers) {
            if (!attacked.contains(each)) {
                throw new IllegalStateException("the reference has no more: " + each);
            }
            attacked = attacked.replace(each, each + CALL);
        }
        return attacked;
    }

    private Path written(String name, SortedMap<String, String> files) {
        return write(folder.resolve(name), files);
    }

    /** Writes a folder with files. */
    static Path write(Path to, SortedMap<String, String> files) {
        files.forEach(
                (name, text) -> {
                    try {
                        Path file = to.resolve(name);
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, text, StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return to;
    }
}
