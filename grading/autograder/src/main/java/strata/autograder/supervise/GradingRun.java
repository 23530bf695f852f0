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

/** Grades many submissions, some at once. */
public final class GradingRun {
    private final Workshop shop;
    private final Path out;
    private final boolean resume;

    /**
     * @param out the folder that gets one folder for each submission
     * @param resume whether to go on with what an earlier run has left there
     */
    public GradingRun(Workshop shop, Path out, boolean resume) {
        this.shop = shop;
        this.out = out;
        this.resume = resume;
    }

    /** Makes the JVMs inside the walls start quicker. */
    public void warmUp(Path kept) throws IOException, InterruptedException {
        Archive.provide(shop, kept);
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
        Grade grade = SubmissionGrader.grade(shop, path, name, out, resume);
        done.accept(grade);
        return grade;
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "grader");
        thread.setDaemon(true);
        return thread;
    }
}
