package strata.autograder.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.lessons.ChargedTime;

/**
 * Grades many submissions, some at once.
 *
 * <p>With one lab, a submission's folder has the grade and its journal. With several, those of each
 * lab lie in {@code lab-N} beneath it, and the grade beside them is that of all.
 */
public final class GradingRun {
    private final List<Workshop> shops;
    private final Path out;
    private final boolean resume;

    /**
     * @param shops one for each lab, in the order of the labs
     * @param out the folder that gets one folder for each submission
     * @param resume whether to go on with what an earlier run has left there
     */
    public GradingRun(List<Workshop> shops, Path out, boolean resume) {
        this.shops = List.copyOf(shops);
        this.out = out;
        this.resume = resume;
    }

    /** What the console says of the limits of time; empty when they are kept as they should be. */
    public static String remarkOnTime() {
        return Family.isTold()
                ? ""
                : "limits of time: this system does not tell what a process gets of its processors,"
                        + " so each is "
                        + ChargedTime.STRETCH_MAX
                        + " times as long by the clock";
    }

    /** Makes the JVMs inside the walls start quicker. */
    public void warmUp(Path kept) throws IOException, InterruptedException {
        for (Workshop shop : shops) {
            Archive.provide(shop, kept);
        }
    }

    /**
     * Grades.
     *
     * @param submissions by the names that they get
     * @param jobs how many at once
     * @param done told of each as it is graded, on any thread
     * @return the grades in the order of the names
     */
    public List<Grade> grade(SortedMap<String, Path> submissions, int jobs, Consumer<Grade> done)
            throws IOException, InterruptedException {
        // Threads of the platform: a child dies with the thread that started it.
        ExecutorService pool = Executors.newFixedThreadPool(jobs, GradingRun::worker);
        try {
            List<Future<Grade>> futures = new ArrayList<>();
            submissions.forEach(
                    (name, path) -> futures.add(pool.submit(() -> grade(name, path, done))));
            List<Grade> grades = new ArrayList<>();
            for (Future<Grade> future : futures) {
                grades.add(future.get());
            }
            return grades;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException stopped) {
                throw stopped;
            }
            throw new IOException("grading failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** The folders of the sources that were taken, by the names of the submissions. */
    public SortedMap<String, Path> sources(List<Grade> grades) {
        SortedMap<String, Path> sources = new TreeMap<>();
        for (Grade grade : grades) {
            String name = grade.submission().name();
            Path folder = out.resolve(name).resolve(SubmissionGrader.SOURCES);
            if (Files.isDirectory(folder)) {
                sources.put(name, folder);
            }
        }
        return sources;
    }

    private Grade grade(String name, Path path, Consumer<Grade> done)
            throws IOException, InterruptedException {
        Path folder = out.resolve(name);
        Grade grade =
                shops.size() == 1
                        ? gradeOne(shops.get(0), path, name, folder)
                        : gradeAll(path, name, folder);
        done.accept(grade);
        return grade;
    }

    private Grade gradeAll(Path path, String name, Path folder)
            throws IOException, InterruptedException {
        List<Grade> labs = new ArrayList<>();
        for (Workshop shop : shops) {
            labs.add(gradeOne(shop, path, name, folder.resolve("lab-" + shop.lab().number())));
        }
        Grade grade = AllLabs.together(labs);
        GradeJson.write(grade, folder.resolve("grade.json"));
        return grade;
    }

    private Grade gradeOne(Workshop shop, Path path, String name, Path folder)
            throws IOException, InterruptedException {
        Path sources = out.resolve(name).resolve(SubmissionGrader.SOURCES);
        return SubmissionGrader.grade(
                shop, path, name, new SubmissionGrader.Place(folder, sources), resume);
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "grader");
        thread.setDaemon(true);
        return thread;
    }
}
