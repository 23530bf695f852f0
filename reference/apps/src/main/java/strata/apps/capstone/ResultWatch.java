package strata.apps.capstone;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import strata.apps.play.PlayFault;

/** Sees committed results as they come, and how long none came. */
final class ResultWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long END_MS_MAX = 10_000;

    private final CommittedReader reader;
    private final Thread thread;
    private volatile boolean ended;
    private volatile String fault = "";
    // Guarded by this object, all below.
    private long count;
    private long lastNanos;
    private long longestNanos;

    ResultWatch(String bootstrap) {
        reader = new CommittedReader(bootstrap, Topics.outputs());
        thread = new Thread(this::run, "results");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (KafkaConsumer<String, String> consumer = reader.fromTheBeginning()) {
            while (!ended) {
                int read = consumer.poll(POLL).count();
                if (read > 0) {
                    seen(read);
                }
            }
        } catch (KafkaException e) {
            fault = e.toString();
        }
    }

    private synchronized void seen(int read) {
        long now = System.nanoTime();
        if (lastNanos != 0) {
            longestNanos = Math.max(longestNanos, now - lastNanos);
        }
        lastNanos = now;
        count += read;
    }

    /** How many results were seen so far. */
    synchronized long count() {
        return count;
    }

    /** For how long none has come. */
    synchronized long silentMs() {
        return lastNanos == 0 ? 0 : (System.nanoTime() - lastNanos) / 1_000_000;
    }

    /** The longest time without a result since this was asked last. */
    synchronized long takeLongestGapMs() {
        long longest = longestNanos / 1_000_000;
        longestNanos = 0;
        return longest;
    }

    /** Ends the trial if the results can be read no more. */
    void requireWell() {
        if (!fault.isEmpty()) {
            throw new PlayFault(PlayFault.FAILED, "reading the results: " + fault);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(END_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
