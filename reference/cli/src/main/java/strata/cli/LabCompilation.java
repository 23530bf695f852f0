package strata.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import strata.lessons.labs.CompileProblem;
import strata.lessons.labs.ForbiddenUses;
import strata.lessons.labs.LabCompiler;

/**
 * What {@code strata test} compiles, for the other commands: the same compiler, the same classes.
 */
final class LabCompilation {
    private static final int FAULTS_SHOWN_MAX = 5;

    private final Lab lab;
    private final List<Path> tools;

    /** A compilation of a lab that has not happened yet. */
    LabCompilation(Lab lab) {
        this.lab = lab;
        this.tools = classPathOfLessons();
    }

    /** The class path of the lessons, so that their classes and ours are the same; else our own. */
    private static List<Path> classPathOfLessons() {
        try {
            LessonsProgram lessons = LessonsProgram.find();
            return lessons == null
                    ? ClassPathLayers.ofThisJvm().entries()
                    : ClassPathLayers.of(lessons.classPath()).entries();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the class path of the lessons: " + e, e);
        }
    }

    /**
     * A folder with the classes of the layer and its descriptor that never changes: a node that
     * runs keeps its classes while the student writes on.
     *
     * @throws CompileFault when the sources do not compile
     */
    Path main() {
        if (LabSources.filesUnder(lab.mainSources()).isEmpty()) {
            throw new CompileFault(lab, "there is no .java file in " + lab.mainSources());
        }
        return with(
                compiler -> {
                    check(compiler.compileLayer(lab.room()));
                    return compiler.keep(lab.room());
                });
    }

    /**
     * The folder with the questions of the lab.
     *
     * @param layers what they ask of
     * @throws CompileFault when the sources do not compile
     */
    Path questions(Path source, List<Path> layers) {
        return with(
                compiler -> {
                    check(compiler.compileQuestions(lab.room(), source, layers));
                    return lab.room().questionClasses(House.root());
                });
    }

    /**
     * What the layer uses though it must not (R0-b of the labs); nothing when it does not compile.
     * The grader looks closer.
     */
    List<String> forbidden() {
        return with(
                compiler -> {
                    if (!compiler.compileLayer(lab.room()).isEmpty()) {
                        return List.of();
                    }
                    List<String> told = new ArrayList<>();
                    Path classes = lab.room().classes(House.root());
                    for (ForbiddenUses.Use use : ForbiddenUses.in(classes, lab.mainSources())) {
                        String file = use.file().substring(use.file().lastIndexOf('/') + 1);
                        String place = use.line() == 0 ? file : file + ":" + use.line();
                        told.add(place + ": uses " + use.what() + ": a layer may not (R0-b)");
                    }
                    return told;
                });
    }

    /** Compiles the layer for the sake of having done it; nothing is said. */
    void tryOut() {
        List<CompileProblem> asGoodForUs = with(compiler -> compiler.compileLayer(lab.room()));
        assert asGoodForUs != null;
    }

    private interface Work<T> {
        T on(LabCompiler compiler) throws IOException;
    }

    private <T> T with(Work<T> work) {
        List<Path> forLayers = new ClassPathLayers(tools).forLayers();
        LabSources.compiler(); // Says what to do where there is none.
        try (LabCompiler compiler = new LabCompiler(House.root(), forLayers, tools)) {
            return work.on(compiler);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot compile " + lab.name() + ": " + e, e);
        }
    }

    /** Tells the first problems as {@code strata test} does. */
    private void check(List<CompileProblem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        problems.stream().limit(FAULTS_SHOWN_MAX).forEach(problem -> lines.addAll(problem.lines()));
        int more = problems.size() - FAULTS_SHOWN_MAX;
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        throw new CompileFault(lab, String.join("\n", lines));
    }
}
