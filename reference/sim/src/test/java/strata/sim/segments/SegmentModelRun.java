package strata.sim.segments;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import strata.broker.Layers;
import strata.sim.SeededRandom;

/**
 * Runs histories, a seed each, on some threads at once. It goes on after a difference, and tells
 * now and then how far it is.
 */
final class SegmentModelRun {
    private static final long TELL_EVERY_NS = TimeUnit.SECONDS.toNanos(30);

    private final Seeds seeds;
    private final PrintStream progress;
    private final AtomicInteger begun = new AtomicInteger();
    private final List<String> differences = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private int seedsDone;
    private long operationsDone;
    private long toldNs = startNs;

    /** Which histories: {@code operations} of each. */
    record Seeds(int first, int count, int operations) {
        /**
         * As the system properties {@code strata.model.first}, {@code .seeds} and {@code
         * .operations} say.
         */
        static Seeds given(int first, int count, int operations) {
            return new Seeds(
                    Integer.getInteger("strata.model.first", first),
                    Integer.getInteger("strata.model.seeds", count),
                    Integer.getInteger("strata.model.operations", operations));
        }
    }

    /**
     * What came of it.
     *
     * @param differences for each seed whose log was not as the model, what was different, and what
     *     had been done last
     */
    record Outcome(int seeds, long operations, long seconds, List<String> differences) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "segments model: %d seeds, %d operations, %d s, %d differences",
                    seeds,
                    operations,
                    seconds,
                    differences.size());
        }
    }

    private SegmentModelRun(Seeds seeds, PrintStream progress) {
        this.seeds = seeds;
        this.progress = progress;
    }

    /** Runs them. The thread that is interrupted waits no longer. */
    static Outcome run(Seeds seeds, int threads, PrintStream progress) throws InterruptedException {
        SegmentModelRun run = new SegmentModelRun(seeds, progress);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(run::work, "segments-model-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return run.outcome();
    }

    /** The same from a command line, with the system properties. */
    public static void main(String[] arguments) throws InterruptedException {
        int threads =
                Integer.getInteger(
                        "strata.model.threads", Runtime.getRuntime().availableProcessors());
        Outcome outcome = run(Seeds.given(1_000, 1_000, 100_000), threads, System.err);
        outcome.differences().forEach(System.err::println);
        System.out.println(outcome);
        System.exit(outcome.differences().isEmpty() ? 0 : 1);
    }

    private void work() {
        Layers layers = Layers.load(SegmentModelRun.class.getClassLoader());
        int number = begun.getAndIncrement();
        while (number < seeds.count()) {
            runOne(layers, seeds.first() + number);
            number = begun.getAndIncrement();
        }
    }

    private void runOne(Layers layers, int seed) {
        SegmentOperations operations = new SegmentOperations(layers, new SeededRandom(seed));
        int done = 0;
        String difference = "";
        try {
            for (; done < seeds.operations(); done++) {
                operations.next();
            }
            operations.end();
        } catch (RuntimeException | Error failure) {
            difference = "seed " + seed + ", operation " + (done + 1) + ": " + failure;
            difference += "\n" + operations.story();
        }
        finished(done, difference);
    }

    private synchronized void finished(int operations, String difference) {
        seedsDone++;
        operationsDone += operations;
        long nowNs = System.nanoTime();
        if (!difference.isEmpty()) {
            differences.add(difference);
            progress.println(difference);
        }
        if (nowNs - toldNs >= TELL_EVERY_NS) {
            toldNs = nowNs;
            progress.println(outcome() + " so far, of " + seeds.count() + " seeds");
        }
    }

    private synchronized Outcome outcome() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
        return new Outcome(seedsDone, operationsDone, seconds, List.copyOf(differences));
    }
}
