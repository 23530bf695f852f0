package strata.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * How long the test classes of a build took, from Surefire's reports: where a check that has become
 * slow spends its time.
 *
 * @param classes the slowest first
 */
record TestTimes(List<TestTimes.TestClass> classes) {
    /**
     * A test class.
     *
     * @param name as Surefire tells it
     * @param seconds from the start of its first test to the end of its last, set-up included
     */
    record TestClass(String name, double seconds) {}

    /** Reads these reports. */
    static TestTimes of(List<Path> reports) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<TestClass> classes = new ArrayList<>();
        for (Path report : reports) {
            try (InputStream in = Files.newInputStream(report)) {
                XMLStreamReader suite = factory.createXMLStreamReader(in);
                suite.nextTag();
                String seconds = suite.getAttributeValue(null, "time");
                if (seconds != null) {
                    // Surefire writes 1,234.5 for a long one.
                    classes.add(
                            new TestClass(
                                    suite.getAttributeValue(null, "name"),
                                    Double.parseDouble(seconds.replace(",", ""))));
                }
            } catch (XMLStreamException | NumberFormatException broken) {
                throw new IOException(report + " is not a test report", broken);
            }
        }
        classes.sort(Comparator.comparingDouble(TestClass::seconds).reversed());
        return new TestTimes(classes);
    }

    /** Prints the sum and the slowest classes, at most {@code count}; nothing where none ran. */
    void print(PrintWriter out, int count) {
        if (classes.isEmpty()) {
            return;
        }
        double sum = classes.stream().mapToDouble(TestClass::seconds).sum();
        out.printf("%nTests took %.0f s in all. The slowest:%n", sum);
        for (TestClass one : classes.subList(0, Math.min(count, classes.size()))) {
            out.printf("%8.1f s  %s%n", one.seconds(), one.name());
        }
    }
}
