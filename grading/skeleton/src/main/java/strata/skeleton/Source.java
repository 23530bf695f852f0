package strata.skeleton;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import strata.kernel.Nullable;

/** One Java source: its text, and the tree that the JDK's compiler makes of it. */
final class Source {
    private final String file;
    private final String text;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    private Source(String file, String text, CompilationUnitTree unit, SourcePositions positions) {
        this.file = file;
        this.text = text;
        this.unit = unit;
        this.positions = positions;
    }

    /**
     * Reads a source.
     *
     * @param file its name, for faults
     * @throws MarkerFault when it is no Java
     */
    static Source parse(String file, String text) {
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        JavaFileObject object =
                new SimpleJavaFileObject(
                        URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        faults,
                                        List.of("-proc:none"),
                                        null,
                                        List.of(object));
        CompilationUnitTree unit;
        try {
            unit = task.parse().iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Diagnostic<? extends JavaFileObject> fault : faults.getDiagnostics()) {
            if (fault.getKind() == Diagnostic.Kind.ERROR) {
                throw new MarkerFault(file, fault.getLineNumber(), fault.getMessage(null));
            }
        }
        return new Source(file, text, unit, Trees.instance(task).getSourcePositions());
    }

    String text() {
        return text;
    }

    CompilationUnitTree unit() {
        return unit;
    }

    /**
     * Where a tree begins in the text: its annotations and modifiers count, its Javadoc does not.
     */
    int start(Tree tree) {
        return (int) positions.getStartPosition(unit, tree);
    }

    /** Where a tree ends in the text. */
    int end(Tree tree) {
        return (int) positions.getEndPosition(unit, tree);
    }

    /** Whether a place lies inside a tree. */
    boolean isInside(int place, Tree tree) {
        return start(tree) < place && place < end(tree);
    }

    /** The outermost method or constructor around a place; null when there is none. */
    @Nullable
    MethodTree methodAround(int place) {
        List<MethodTree> around = new ArrayList<>();
        new TreeScanner<List<MethodTree>, List<MethodTree>>() {
            @Override
            public List<MethodTree> visitMethod(MethodTree method, List<MethodTree> found) {
                if (isInside(place, method)) {
                    found.add(method);
                }
                return super.visitMethod(method, found);
            }
        }.scan(unit, around);
        return around.isEmpty() ? null : around.get(0);
    }

    /** The innermost class around a place; null when there is none. */
    @Nullable
    ClassTree classAround(int place) {
        List<ClassTree> around = new ArrayList<>();
        new TreeScanner<List<ClassTree>, List<ClassTree>>() {
            @Override
            public List<ClassTree> visitClass(ClassTree type, List<ClassTree> found) {
                if (isInside(place, type)) {
                    found.add(type);
                }
                return super.visitClass(type, found);
            }
        }.scan(unit, around);
        return around.isEmpty() ? null : around.get(around.size() - 1);
    }

    /** How many columns of its line lie before a place. */
    int column(int place) {
        return place - lineStart(place);
    }

    /** Where the line of a place begins. */
    int lineStart(int place) {
        return text.lastIndexOf('\n', place - 1) + 1;
    }

    /** Where the line after a place begins; the end of the text on the last. */
    int nextLine(int place) {
        int end = text.indexOf('\n', place);
        return end < 0 ? text.length() : end + 1;
    }

    /** Whether a place is the first of its line that is not blank. */
    boolean startsLine(int place) {
        return text.substring(lineStart(place), place).isBlank();
    }

    MarkerFault fault(int place, String what) {
        return new MarkerFault(file, unit.getLineMap().getLineNumber(place), what);
    }
}
