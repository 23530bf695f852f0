package strata.skeleton;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Cuts one source of the reference along its markers. */
final class Skeleton {
    private final Source source;
    private final List<Marker> markers;
    private final List<Edit> edits = new ArrayList<>();

    /** Replaces what lies between two places of the source. */
    private record Edit(int start, int end, String text, Marker marker) {}

    private Skeleton(Source source, List<Marker> markers) {
        this.source = source;
        this.markers = markers;
    }

    /**
     * The source as the student gets it.
     *
     * @param file its name, for faults
     * @throws MarkerFault when a marker is wrong
     */
    static String of(Lab lab, String file, String text) {
        return of(lab, file, text, step -> true);
    }

    /**
     * The source with the holes of some steps; the markers of the others go, and what is behind
     * them stays.
     *
     * @param open whether the holes of a step are left open
     */
    static String of(Lab lab, String file, String text, Predicate<String> open) {
        Source source = Source.parse(file, text);
        Skeleton skeleton = new Skeleton(source, Marker.in(source, lab));
        skeleton.plan();
        return Imports.tidy(file, skeleton.cut(open));
    }

    private void plan() {
        List<MethodTree> withHole = new ArrayList<>();
        for (Marker marker : markers) {
            if (marker.removes()) {
                edits.add(removal(marker));
            } else {
                MethodTree method = methodOf(marker);
                if (withHole.contains(method)) {
                    throw source.fault(marker.start(), "the method has a marker already");
                }
                withHole.add(method);
                edits.add(hole(marker, method));
            }
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        for (int i = 1; i < edits.size(); i++) {
            if (edits.get(i).start() < edits.get(i - 1).end()) {
                Marker inner = edits.get(i).marker();
                throw source.fault(inner.start(), "a marker inside what another one takes out");
            }
        }
    }

    private String cut(Predicate<String> open) {
        StringBuilder text = new StringBuilder(source.text());
        for (int i = edits.size() - 1; i >= 0; i--) {
            Edit edit = edits.get(i);
            Marker marker = edit.marker();
            if (open.test(marker.step())) {
                text.replace(edit.start(), edit.end(), edit.text());
            } else {
                text.delete(source.lineStart(marker.start()), source.nextLine(marker.start()));
            }
        }
        return text.toString();
    }

    /** The method whose body a marker stands in, at its top. */
    private MethodTree methodOf(Marker marker) {
        MethodTree method = source.methodAround(marker.start());
        if (method == null
                || method.getBody() == null
                || !source.isInside(marker.start(), method.getBody())) {
            throw source.fault(marker.start(), "a marker of a hole belongs into a method");
        }
        boolean hides = false;
        for (StatementTree statement : method.getBody().getStatements()) {
            if (source.isInside(marker.start(), statement)) {
                throw source.fault(
                        marker.start(),
                        "a marker belongs to the top of a method's body, not into an inner block,"
                                + " lambda or class");
            }
            hides |= source.start(statement) > marker.start();
        }
        if (!hides) {
            throw source.fault(marker.start(), "no statement follows the marker");
        }
        return method;
    }

    private Edit hole(Marker marker, MethodTree method) {
        int brace = source.end(method.getBody()) - 1;
        String indent = source.text().substring(source.lineStart(brace), brace);
        if (!indent.isBlank()) {
            throw source.fault(brace, "the method's end needs a line of its own");
        }
        String todo = Todos.statement(marker, source.column(marker.start()));
        return new Edit(marker.start(), brace, todo + "\n" + indent, marker);
    }

    private Edit removal(Marker marker) {
        if (source.methodAround(marker.start()) != null) {
            throw source.fault(marker.start(), "REMOVE is for members, not inside a method");
        }
        ClassTree type = source.classAround(marker.start());
        if (type == null) {
            throw source.fault(marker.start(), "REMOVE belongs before a member of a class");
        }
        Tree member = null;
        int before = source.start(type);
        for (Tree each : type.getMembers()) {
            if (source.isInside(marker.start(), each)) {
                throw source.fault(marker.start(), "REMOVE belongs before a member, above it all");
            }
            if (source.start(each) > marker.start() && member == null) {
                member = each;
            } else if (source.end(each) <= marker.start()) {
                before = Math.max(before, source.end(each));
            }
        }
        if (member == null) {
            throw source.fault(marker.start(), "no member follows the marker");
        }
        if (source.text().substring(before, marker.start()).stripTrailing().endsWith("*/")) {
            throw source.fault(marker.start(), "REMOVE goes above the Javadoc of its member");
        }
        return removalOf(marker, member);
    }

    private Edit removalOf(Marker marker, Tree member) {
        int start = source.lineStart(marker.start());
        int end = source.nextLine(source.end(member));
        if (!source.text().substring(source.end(member), end).isBlank()) {
            throw source.fault(source.end(member), "something follows the member in its line");
        }
        int lineBefore = source.lineStart(Math.max(0, start - 1));
        if (source.text().substring(lineBefore, start).isBlank()) {
            return new Edit(lineBefore, end, "", marker);
        }
        int lineAfter = source.nextLine(end);
        boolean blankAfter = source.text().substring(end, lineAfter).isBlank();
        return new Edit(start, blankAfter ? lineAfter : end, "", marker);
    }
}
