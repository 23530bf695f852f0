package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the generator makes of markers, good ones and bad ones. */
final class SkeletonTest {
    private static final Lab LAB = new Lab(1, "log", "01-log", 3, 3);

    @Test
    void fromAMarkerToTheEndOfItsMethodIsAHole() {
        String cut =
                cut(
                        """
                        package strata.log;

                        final class Sum {
                            /** Adds. */
                            int of(int a, int b) {
                                check(a);
                                // LAB 1.2 return the sum
                                int sum = a + b; // the secret
                                return sum;
                            }

                            private void check(int a) {}
                        }
                        """);

        assertThat(cut)
                .isEqualTo(
                        """
                        package strata.log;

                        import strata.kernel.Todo;

                        final class Sum {
                            /** Adds. */
                            int of(int a, int b) {
                                check(a);
                                throw Todo.step("1.2", "return the sum");
                            }

                            private void check(int a) {}
                        }
                        """);
    }

    @Test
    void aMemberMarkedRemoveGoesWithItsJavadocAndAnnotations() {
        String cut =
                cut(
                        """
                        package strata.log;

                        final class Sum {
                            // LAB 1.1 REMOVE
                            private static final int FIRST = 1;

                            private static final int SECOND = 2;

                            // LAB 1.1 REMOVE
                            /**
                             * The secret.
                             */
                            @Deprecated
                            static int first() {
                                return FIRST;
                            }

                            static int second() {
                                return SECOND;
                            }

                            // LAB 1.2 REMOVE
                            record Secret(int third) {}
                        }
                        """);

        assertThat(cut)
                .isEqualTo(
                        """
                        package strata.log;

                        final class Sum {
                            private static final int SECOND = 2;

                            static int second() {
                                return SECOND;
                            }
                        }
                        """);
    }

    @Test
    void importsThatOnlyTheSolutionNeedsGo() {
        String cut =
                cut(
                        """
                        package strata.log;

                        import java.nio.ByteBuffer;
                        import java.util.List;
                        import java.util.Map;
                        import java.util.zip.CRC32C;
                        import strata.kernel.Check;
                        import strata.kernel.log.BatchHeader;
                        import strata.kernel.log.Record;

                        /** Of a {@link BatchHeader}, or of {@link Map#of(Object, Record)}. */
                        final class Crc {
                            static long of(ByteBuffer bytes) {
                                // LAB 1.2 return the CRC of bytes
                                Check.that(true, "List");
                                CRC32C crc = new CRC32C();
                                crc.update(bytes);
                                return List.of(crc.getValue()).get(0);
                            }
                        }
                        """);

        assertThat(cut)
                .startsWith(
                        """
                        package strata.log;

                        import java.nio.ByteBuffer;
                        import java.util.Map;
                        import strata.kernel.Todo;
                        import strata.kernel.log.BatchHeader;
                        import strata.kernel.log.Record;

                        /** Of\
                        """);
    }

    @Test
    void longTextsAreWrittenAsTheFormatterWould() {
        String fits = "x".repeat(56);
        String goesBelow = "x".repeat(72);
        String goesBelowAlone = "x".repeat(80);
        String isSplit = "x".repeat(70) + " " + "y".repeat(10);

        assertThat(cut(method("// LAB 1.1 " + fits)))
                .contains("        throw Todo.step(\"1.1\", \"" + fits + "\");\n    }");
        assertThat(cut(method("// LAB 1.1 " + goesBelow)))
                .contains("(\n                \"1.1\", \"" + goesBelow + "\");\n    }");
        assertThat(cut(method("// LAB 1.1 " + goesBelowAlone)))
                .contains("\"1.1\",\n                \"" + goesBelowAlone + "\");\n    }");
        assertThat(cut(method("// LAB 1.1 " + isSplit)))
                .contains("x\"\n                        + \" yyyyyyyyyy\");\n    }");
    }

    @Test
    void quotesInTheTextSurvive() {
        assertThat(cut(method("// LAB 1.1 return \"a\\b\"")))
                .contains("throw Todo.step(\"1.1\", \"return \\\"a\\\\b\\\"\");");
    }

    @Test
    void stepsThatAreNotOpenKeepTheirBodiesAndLoseTheirMarkers() {
        String source =
                """
                package strata.log;

                final class Two {
                    int first() {
                        // LAB 1.1 return one
                        return one();
                    }

                    int second() {
                        // LAB 1.2 return two
                        return 2;
                    }

                    // LAB 1.1 REMOVE
                    private int one() {
                        return 1;
                    }
                }
                """;

        assertThat(Skeleton.of(LAB, "Two.java", source, step -> step.equals("1.2")))
                .isEqualTo(
                        """
                        package strata.log;

                        import strata.kernel.Todo;

                        final class Two {
                            int first() {
                                return one();
                            }

                            int second() {
                                throw Todo.step("1.2", "return two");
                            }

                            private int one() {
                                return 1;
                            }
                        }
                        """);
    }

    @Test
    void whatOnlyLooksLikeAMarkerInAStringIsNone() {
        String source =
                """
                package strata.log;

                final class Text {
                    static final String ONE = "// LAB 1.1 no";
                    static final char QUOTE = '"'; // labels and labour are no markers
                    static final String TWO = "\\"// LAB 7.7 no";
                }
                """;

        assertThat(cut(source)).isEqualTo(source);
    }

    @Test
    void aMarkerWithoutTextIsRefused() {
        refused(method("// LAB 1.1"), 5, "does not say what must hold");
        refused(method("// LAB 1.1 "), 5, "does not say what must hold");
    }

    @Test
    void aMarkerOfAnUnknownStepIsRefused() {
        refused(method("// LAB 1.4 too high"), 5, "no step 1.4; lab 1 has 1.1 to 1.3");
        refused(method("// LAB 1.0 too low"), 5, "no step 1.0");
        refused(method("// LAB 2.1 of another lab"), 5, "no step 2.1");
    }

    @Test
    void whatIsNearlyAMarkerIsRefused() {
        refused(method("// LAB write the sum"), 5, "a bad marker");
        refused(method("//LAB 1.1 write the sum"), 5, "a bad marker");
        refused(method("// lab 1.1 write the sum"), 5, "a bad marker");
        refused(method("// LAB 1.1: write the sum"), 5, "a bad marker");
        refused(method("// LAB 1.1  write the sum"), 5, "a bad marker");
    }

    @Test
    void aMarkerOfMoreThanAHundredColumnsIsRefused() {
        refused(method("// LAB 1.1 " + "x".repeat(82)), 5, "longer than 100 columns");
    }

    @Test
    void aMarkerBehindCodeIsRefused() {
        refused(method("int a = 1; // LAB 1.1 the rest"), 5, "a line of its own");
    }

    @Test
    void twoMarkersInAMethodAreRefused() {
        refused(
                method("// LAB 1.1 first\n        int a = 1;\n        // LAB 1.2 second"),
                7,
                "the method has a marker already");
    }

    @Test
    void aMarkerOutsideAMethodIsRefused() {
        refused("package strata.log;\n\n// LAB 1.1 all\nfinal class All {}\n", 3, "into a method");
        refused(inClass("// LAB 1.1 the rest\n    int a;"), 4, "into a method");
        refused(inClass("abstract int a( // LAB 1.1 the rest\n    );"), 4, "a line of its own");
        refused(
                inClass("int a(\n    // LAB 1.1 rest\n    ) {\n        return 1;\n    }"),
                5,
                "into");
    }

    @Test
    void aMarkerInAnInnerBlockOrLambdaIsRefused() {
        String inner = "inner block, lambda or class";
        refused(
                method("if (true) {\n            // LAB 1.1 no\n            int a = 1;\n        }"),
                6,
                inner);
        refused(
                method(
                        """
                        Runnable r = () -> {
                            // LAB 1.1 no
                            int a = 1;
                        };\
                        """),
                6,
                inner);
        refused(
                method(
                        """
                        Runnable r =
                            new Runnable() {
                                @Override
                                public void run() {
                                    // LAB 1.1 no
                                    hide();
                                }
                            };\
                        """),
                9,
                inner);
    }

    @Test
    void aMarkerThatHidesNothingIsRefused() {
        refused(
                inClass("void a() {\n        int b = 1;\n        // LAB 1.1 nothing\n    }"),
                6,
                "no statement follows");
    }

    @Test
    void aMarkerInsideAMemberThatGoesIsRefused() {
        refused(
                inClass(
                        """
                        // LAB 1.1 REMOVE
                            int secret() {
                                // LAB 1.2 more
                                return 1;
                            }\
                        """),
                6,
                "inside what another one takes out");
        refused(
                inClass(
                        """
                        // LAB 1.1 REMOVE
                            static final class Secret {
                                // LAB 1.1 REMOVE
                                int more;
                            }\
                        """),
                6,
                "inside what another one takes out");
    }

    @Test
    void removeBelongsAboveAMember() {
        refused(method("// LAB 1.1 REMOVE"), 5, "not inside a method");
        refused("package strata.log;\n\n// LAB 1.1 REMOVE\nfinal class All {}\n", 3, "of a class");
        refused(inClass("int a;\n    // LAB 1.1 REMOVE"), 5, "no member follows");
        refused(inClass("/** Javadoc. */\n// LAB 1.1 REMOVE\nint a;"), 5, "above the Javadoc");
        refused(inClass("@Deprecated\n    // LAB 1.1 REMOVE\n    int a;"), 5, "above it all");
        refused(inClass("// LAB 1.1 REMOVE\n    int a; int b;"), 5, "something follows");
    }

    @Test
    void whatIsNoJavaIsRefused() {
        refused("package strata.log;\n\nfinal class {\n", 3, "");
    }

    private static String cut(String source) {
        return Skeleton.of(LAB, "Sum.java", source);
    }

    /** A class with a method; the text is its line 5. */
    private static String method(String text) {
        return inClass("void method() {\n        " + text + "\n        hide();\n    }");
    }

    /** A class; the text is its line 4. */
    private static String inClass(String text) {
        return """
        package strata.log;

        abstract class Sum {
            %s
        }
        """
                .formatted(text);
    }

    private static void refused(String source, int line, String why) {
        assertThatThrownBy(() -> cut(source))
                .isInstanceOf(MarkerFault.class)
                .hasMessageStartingWith("Sum.java:" + line + ": ")
                .hasMessageContaining(why);
    }
}
