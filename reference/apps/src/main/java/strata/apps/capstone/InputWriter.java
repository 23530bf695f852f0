package strata.apps.capstone;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import strata.apps.play.PlayFault;

/** Writes the input with a producer of default settings, at a steady pace, until it is told. */
final class InputWriter {
    private static final long STEP_NANOS = 10_000_000;
    private static final int AHEAD_MAX = 1_000;
    private static final int RESULTS_PER_ORDER = 5;

    private final Input input;
    private final LongSupplier resultCount;
    private final KafkaProducer<String, String> producer;
    private final int eventsPerStep;
    private final Thread thread;
    private volatile boolean last;
    private volatile String fault = "";

    /**
     * Not begun yet.
     *
     * @param eventsPerSecond orders and payments together
     * @param resultCount how many results there are so far: on a slow machine it waits for them
     */
    InputWriter(Input input, String bootstrap, int eventsPerSecond, LongSupplier resultCount) {
        this.input = input;
        this.resultCount = resultCount;
        this.eventsPerStep = (int) Math.max(1, eventsPerSecond * STEP_NANOS / 1_000_000_000L);
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", "guests");
        // Everything else as it is by default: a producer id, acks=all, five requests in flight.
        settings.put("request.timeout.ms", 10_000);
        settings.put("delivery.timeout.ms", 180_000);
        settings.put("max.block.ms", 180_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        thread = new Thread(this::run, "guests");
        thread.setDaemon(true);
    }

    /** Writes the menu, and begins with the orders. */
    void begin() {
        input.menu().forEach(this::send);
        producer.flush();
        requireWell();
        thread.start();
    }

    /** No more orders; waits until everything is acknowledged, and gives how many there were. */
    int end() {
        last = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
        }
        requireWell();
        return input.orderCount();
    }

    /** Ends the trial if the producer has given up. */
    void requireWell() {
        if (!fault.isEmpty()) {
            throw new PlayFault(PlayFault.FAILED, "the producer gave up: " + fault);
        }
    }

    private void run() {
        long next = System.nanoTime();
        try (producer) {
            while (!last && fault.isEmpty()) {
                if (isFarAhead()) {
                    TimeUnit.NANOSECONDS.sleep(STEP_NANOS);
                    continue;
                }
                for (int i = 0; i < eventsPerStep; i++) {
                    send(input.next());
                }
                next += STEP_NANOS;
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                // What could not be sent in time is not caught up with: a pace, no debt.
                next = Math.max(next, System.nanoTime());
            }
            while (input.hasPayment() && fault.isEmpty()) {
                send(input.nextPayment());
            }
            producer.flush();
        } catch (KafkaException e) {
            fault = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An order has some five results, so this is about how many orders wait for theirs. */
    private boolean isFarAhead() {
        return input.orderCount() > resultCount.getAsLong() / RESULTS_PER_ORDER + AHEAD_MAX;
    }

    private void send(Event event) {
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                event.topic(),
                                null,
                                event.timestampMs(),
                                event.key(),
                                event.value()),
                        (metadata, refused) -> {
                            if (refused != null) {
                                fault = event.key() + ": " + refused;
                            }
                        });
    }
}
