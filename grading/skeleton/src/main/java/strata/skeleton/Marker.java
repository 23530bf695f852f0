package strata.skeleton;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment that says what the student does not get. In a method, at the top of its body:
 *
 * <pre>{@code
 * // LAB 1.3 what must hold
 * }</pre>
 *
 * and what follows it, to the method's end, is a hole. Before a member of a class, above its
 * Javadoc:
 *
 * <pre>{@code
 * // LAB 1.3 REMOVE
 * }</pre>
 *
 * and the member goes.
 *
 * @param step as {@code 1.3}
 * @param text what must hold; {@code REMOVE} for a member
 * @param start where the comment begins in the source
 * @param end where it ends
 */
record Marker(String step, String text, int start, int end) {
    private static final int COLUMNS_MAX = 100;
    private static final String REMOVE = "REMOVE";
    private static final Pattern FORM =
            Pattern.compile("// LAB (\\d+\\.\\d+)(?: (\\S(?:.*\\S)?))?\\s*");
    // Wider than the form: what is nearly a marker is a mistake, and must not become a comment.
    private static final Pattern NEARLY =
            Pattern.compile("//+\\s*(?:LAB\\b|lab\\b|Lab\\s+\\d+\\.\\d).*", Pattern.DOTALL);

    /** Whether it takes out a member, rather than the rest of a method. */
    boolean removes() {
        return text.equals(REMOVE);
    }

    /**
     * The markers of a source, in their order.
     *
     * @throws MarkerFault when one is badly written
     */
    static List<Marker> in(Source source, Lab lab) {
        List<Marker> markers = new ArrayList<>();
        for (Comments.LineComment comment : Comments.lineComments(source.text())) {
            if (NEARLY.matcher(comment.text()).matches()) {
                markers.add(parse(source, lab, comment));
            }
        }
        return markers;
    }

    private static Marker parse(Source source, Lab lab, Comments.LineComment comment) {
        Matcher form = FORM.matcher(comment.text());
        if (!form.matches()) {
            throw source.fault(
                    comment.start(),
                    "a bad marker; write // LAB %s <what must hold> or // LAB %s REMOVE"
                            .formatted(lab.step(1), lab.step(1)));
        }
        String step = form.group(1);
        String text = form.group(2);
        if (!lab.hasStep(step)) {
            throw source.fault(
                    comment.start(),
                    "no step %s; lab %d has %s to %s"
                            .formatted(step, lab.number(), lab.step(1), lab.step(lab.stepCount())));
        }
        if (text == null) {
            throw source.fault(comment.start(), "the marker does not say what must hold");
        }
        if (source.column(comment.end()) > COLUMNS_MAX) {
            throw source.fault(
                    comment.start(), "the marker is longer than " + COLUMNS_MAX + " columns");
        }
        if (!source.startsLine(comment.start())) {
            throw source.fault(comment.start(), "a marker needs a line of its own");
        }
        return new Marker(step, text, comment.start(), comment.end());
    }
}
