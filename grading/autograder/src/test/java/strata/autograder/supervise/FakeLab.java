package strata.autograder.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import strata.autograder.Lab;

/** A lab of two steps and six tests, small enough to grade many times. */
final class FakeLab {
    static final String OWN = "labs/01-log/src/main/java/strata/log/";
    static final int POINTS = 12;

    /** What a submission of it looks like: whoever is evil replaces a line. */
    static final String THING =
            """
            package strata.log;

            class Thing {
                static int one() {
                    return 1;
                }

                static int two() {
                    return 2;
                }

                static int three() {
                    return 3;
                }
            }
            """;

    private static final String TESTS =
            """
            package strata.log;

            import strata.lessons.Claim;
            import strata.lessons.Lesson;
            import strata.lessons.Step;

            @Step(value = "1.%1$d", concept = "things", code = "LOG-10%1$d")
            final class %2$s {
                @Claim(value = "a is one", points = 2)
                void aIsOne(Lesson lesson) {
                    lesson.expect("one", 1, Thing.one());
                }

                @Claim(value = "b is two", points = 2)
                void bIsTwo(Lesson lesson) {
                    lesson.expect("two", 2, Thing.two());
                }

                @Claim(value = "c is three", points = 2)
                void cIsThree(Lesson lesson) {
                    lesson.expect("three", 3, Thing.three());
                }
            }
            """;

    /** The one file of a second lab, whose tests look whether lab 1 is below it. */
    static final String OWN_OF_TWO = "labs/02-segments/src/main/java/strata/segments/Pile.java";

    static final String PILE =
            """
            package strata.segments;

            class Pile {
                static int two() {
                    return 2;
                }
            }
            """;

    private static final String TESTS_OF_TWO =
            """
            package strata.segments;

            import strata.lessons.Claim;
            import strata.lessons.Lesson;
            import strata.lessons.Step;

            @Step(value = "2.1", concept = "piles", code = "SEG-201")
            final class PileTest {
                @Claim(value = "two is two", points = 3)
                void twoIsTwo(Lesson lesson) {
                    lesson.expect("two", 2, Pile.two());
                }

                @Claim(value = "lab 1 is below, and right", points = 4)
                void labOneIsBelow(Lesson lesson) throws Exception {
                    var one = Class.forName("strata.log.Thing").getDeclaredMethod("one");
                    one.setAccessible(true);
                    lesson.expect("one", 1, one.invoke(null));
                }
            }
            """;

    private FakeLab() {}

    /** Makes a second lab beside the first. */
    static Lab second(Path root) throws IOException {
        write(root.resolve("reference/02-segments/src/main/java/strata/segments/Pile.java"), PILE);
        write(
                root.resolve(OWN_OF_TWO),
                PILE.replaceAll(
                        "return 2;", "throw strata.kernel.Todo.step(\"2.1\", \"write it\");"));
        write(
                root.resolve("labs/02-segments/src/test/java/strata/segments/PileTest.java"),
                TESTS_OF_TWO);
        describe(root, "02-segments", "segments");
        return new Lab(2, "02-segments", "segments", root);
    }

    /** Makes the repository that it stands in. */
    static Lab in(Path root) throws IOException {
        write(root.resolve("reference/01-log/src/main/java/strata/log/Thing.java"), THING);
        write(
                root.resolve(OWN + "Thing.java"),
                THING.replaceAll(
                        "return (.);", "throw strata.kernel.Todo.step(\"1.1\", \"write it\");"));
        write(
                root.resolve("labs/01-log/src/test/java/strata/log/ThingTest.java"),
                String.format(TESTS, 1, "ThingTest"));
        write(
                root.resolve("grading/hidden/01-log/src/main/java/strata/log/HiddenThingTest.java"),
                String.format(TESTS, 2, "HiddenThingTest"));
        describe(root, "01-log", "log");
        return new Lab(1, "01-log", "log", root);
    }

    private static void describe(Path root, String folder, String layer) throws IOException {
        write(
                root.resolve("labs/" + folder + "/src/main/resources/META-INF/strata/" + layer),
                "provider=strata.Fake\norigin=labs\n");
    }

    /** A submission in which a line of {@link #THING} is another one. */
    static Path submission(Path folder, String line, String instead) throws IOException {
        write(folder.resolve(OWN + "Thing.java"), THING.replace(line, instead));
        return folder;
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
