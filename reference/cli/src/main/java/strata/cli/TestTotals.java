package strata.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The tests of a build, counted from the reports that Surefire wrote: one {@code TEST-*.xml} for
 * each test class.
 *
 * @param run all tests that were started, the skipped ones included, as Surefire counts
 * @param failures tests whose claim did not hold
 * @param errors tests that broke otherwise
 * @param skipped tests that did not run
 * @param red names of failures and errors
 * @param left names of skipped tests
 */
record TestTotals(
        int run, int failures, int errors, int skipped, List<String> red, List<String> left) {

    /** Tests that ran and held. */
    int passed() {
        return run - failures - errors - skipped;
    }

    /** Tests that ran and did not hold. */
    int failed() {
        return failures + errors;
    }

    /** The same with one test more, which ran beside the build. */
    TestTotals and(String test, boolean passed) {
        if (passed) {
            return new TestTotals(run + 1, failures, errors, skipped, red, left);
        }
        List<String> redToo = new ArrayList<>(red);
        redToo.add(test);
        return new TestTotals(run + 1, failures + 1, errors, skipped, redToo, left);
    }

    /** Reads these reports. */
    static TestTotals of(List<Path> reports) throws IOException {
        Counter counter = new Counter();
        for (Path report : reports) {
            try (InputStream in = Files.newInputStream(report)) {
                counter.add(in);
            } catch (XMLStreamException broken) {
                throw new IOException(report + " is not a test report", broken);
            }
        }
        return counter.totals();
    }

    /** All reports of a full build of the repository at this root, sorted by path. */
    static List<Path> reportsUnder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, 5)) {
            return files.filter(file -> isReport(root.relativize(file))).sorted().toList();
        }
    }

    private static boolean isReport(Path file) {
        Path folder = file.getParent();
        return folder != null
                && folder.endsWith("target/surefire-reports")
                && !folder.startsWith(".strata")
                && file.getFileName().toString().matches("TEST-.*\\.xml");
    }

    /** Walks the elements of a report; a test case is red or left out by what is inside it. */
    private static final class Counter {
        private final List<String> red = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private int run;
        private int failures;
        private int errors;
        private String test = "";

        void add(InputStream in) throws XMLStreamException {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader report = factory.createXMLStreamReader(in);
            while (report.hasNext()) {
                if (report.next() == XMLStreamConstants.START_ELEMENT) {
                    element(report);
                }
            }
            report.close();
        }

        private void element(XMLStreamReader report) {
            switch (report.getLocalName()) {
                case "testcase" -> {
                    run++;
                    test =
                            report.getAttributeValue(null, "classname")
                                    + "."
                                    + report.getAttributeValue(null, "name");
                }
                case "failure" -> {
                    failures++;
                    red.add(test);
                }
                case "error" -> {
                    errors++;
                    red.add(test);
                }
                case "skipped" -> left.add(test);
                default -> {}
            }
        }

        TestTotals totals() {
            return new TestTotals(run, failures, errors, left.size(), red, left);
        }
    }
}
