package strata.cli;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import picocli.CommandLine.TypeConversionException;
import strata.kernel.Nullable;

/**
 * What the sources of a lab say without being compiled: holes, tests, packages. They are parsed by
 * the JDK's own compiler, so a class that is half written tells what it can.
 *
 * @param holes in the order of steps, then files and lines
 * @param tests in the order of steps, then of the sources
 * @param predictions questions to answer before the code does, in the same order
 * @param packages that each file declares; empty for the unnamed one
 * @param faults of the grammar: file to the first one in it, as {@code line 12: ';' expected}
 */
record LabSources(
        List<Hole> holes,
        List<VisibleTest> tests,
        List<Prediction> predictions,
        Map<Path, String> packages,
        Map<Path, String> faults) {

    /** The {@code .java} files under a folder, by name; symbolic links are not followed. */
    static List<Path> filesUnder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentFault("cannot read " + folder + ": " + e, e);
        }
    }

    /** The compiler of the JDK that runs us. */
    static JavaCompiler compiler() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new EnvironmentFault(
                    System.getProperty("java.home")
                            + " has no compiler: point JAVA_HOME at a JDK 21 or newer");
        }
        return compiler;
    }

    /** Parses what lies under a folder. */
    static LabSources under(Path folder) {
        return of(filesUnder(folder));
    }

    static LabSources of(List<Path> sources) {
        LabSources found =
                new LabSources(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new LinkedHashMap<>(),
                        new TreeMap<>());
        if (sources.isEmpty()) {
            return found;
        }
        JavaCompiler compiler = compiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(faults, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    Writer.nullWriter(),
                                    files,
                                    faults,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                found.read(unit, positions);
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + sources.get(0).getParent() + ": " + e, e);
        }
        found.note(faults.getDiagnostics());
        found.holes.sort((a, b) -> a.step().compareTo(b.step()));
        found.tests.sort((a, b) -> a.step().compareTo(b.step()));
        found.predictions.sort((a, b) -> a.step().compareTo(b.step()));
        return found;
    }

    private void read(CompilationUnitTree unit, SourcePositions positions) {
        ExpressionTree name = unit.getPackageName();
        packages.put(Path.of(unit.getSourceFile().toUri()), name == null ? "" : name.toString());
        new Reader(unit, positions).scan(unit, null);
    }

    private void note(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR && diagnostic.getSource() != null) {
                faults.putIfAbsent(
                        Path.of(diagnostic.getSource().toUri()),
                        "line "
                                + diagnostic.getLineNumber()
                                + ": "
                                + diagnostic.getMessage(Locale.ROOT));
            }
        }
    }

    /** The value of a text that the source spells out, in one piece or several; else null. */
    private static @Nullable String text(@Nullable Tree tree) {
        if (tree instanceof LiteralTree literal) {
            return literal.getValue() instanceof String value ? value : null;
        }
        if (tree instanceof ParenthesizedTree inner) {
            return text(inner.getExpression());
        }
        if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            String left = text(sum.getLeftOperand());
            String right = text(sum.getRightOperand());
            return left == null || right == null ? null : left + right;
        }
        return null;
    }

    private static @Nullable LabStep step(@Nullable String text) {
        try {
            return text == null ? null : LabStep.parse(text);
        } catch (TypeConversionException e) {
            return null;
        }
    }

    /** Reads one file. */
    private final class Reader extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        // The class of tests that is being read; null elsewhere.
        private @Nullable ClassTree testClass;
        private @Nullable LabStep step;
        private String concept = "";

        Reader(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, Void nothing) {
            AnnotationTree annotation = annotation(type.getModifiers().getAnnotations(), "Step");
            if (annotation == null) {
                return super.visitClass(type, null);
            }
            testClass = type;
            step = step(text(argument(annotation, "value")));
            String about = text(argument(annotation, "concept"));
            concept = about == null ? "" : about;
            super.visitClass(type, null);
            testClass = null;
            step = null;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, Void nothing) {
            AnnotationTree claim = annotation(method.getModifiers().getAnnotations(), "Claim");
            ClassTree type = testClass;
            LabStep at = step;
            if (claim != null && type != null && at != null) {
                String id = type.getSimpleName() + "." + method.getName();
                tests.add(new VisibleTest(id, at, concept, number(claim, "points", 1)));
            }
            AnnotationTree predict = annotation(method.getModifiers().getAnnotations(), "Predict");
            if (predict != null) {
                read(predict, method.getName().toString());
            }
            return super.visitMethod(method, null);
        }

        private void read(AnnotationTree predict, String method) {
            LabStep of = step(text(argument(predict, "step")));
            String question = text(argument(predict, "question"));
            String because = text(argument(predict, "because"));
            List<String> choices = new ArrayList<>();
            if (argument(predict, "choices") instanceof NewArrayTree array) {
                for (ExpressionTree choice : array.getInitializers()) {
                    String said = text(choice);
                    if (said != null) {
                        choices.add(said);
                    }
                }
            }
            if (of != null && question != null && because != null && choices.size() > 1) {
                predictions.add(new Prediction(of, method, question, choices, because));
            }
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            String method = call.getMethodSelect().toString();
            if (method.equals("Todo.step") || method.equals("strata.kernel.Todo.step")) {
                List<? extends ExpressionTree> arguments = call.getArguments();
                LabStep of = arguments.isEmpty() ? null : step(text(arguments.get(0)));
                if (of != null) {
                    String what = arguments.size() < 2 ? null : text(arguments.get(1));
                    long position = positions.getStartPosition(unit, call);
                    holes.add(
                            new Hole(
                                    of,
                                    what == null ? "" : what,
                                    Path.of(unit.getSourceFile().toUri()),
                                    unit.getLineMap().getLineNumber(position)));
                }
            }
            return super.visitMethodInvocation(call, null);
        }

        private static @Nullable AnnotationTree annotation(
                List<? extends AnnotationTree> annotations, String name) {
            for (AnnotationTree annotation : annotations) {
                String type = annotation.getAnnotationType().toString();
                if (type.equals(name) || type.endsWith("." + name)) {
                    return annotation;
                }
            }
            return null;
        }

        private static int number(AnnotationTree annotation, String name, int otherwise) {
            return argument(annotation, name) instanceof LiteralTree literal
                            && literal.getValue() instanceof Integer value
                    ? value
                    : otherwise;
        }

        private static @Nullable Tree argument(AnnotationTree annotation, String name) {
            for (ExpressionTree argument : annotation.getArguments()) {
                if (argument instanceof AssignmentTree assignment) {
                    if (assignment.getVariable().toString().equals(name)) {
                        return assignment.getExpression();
                    }
                } else if (name.equals("value")) {
                    return argument;
                }
            }
            return null;
        }
    }
}
