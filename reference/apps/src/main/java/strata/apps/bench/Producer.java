package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs Kafka's ProducerPerformance as a process against one broker. */
record Producer(KafkaDistribution kafka, Workspace workspace, Map<String, String> properties) {

    /**
     * The producer of Kafka's defaults, except for acks, and for idempotence, which Strata serves
     * from its fifth layer on.
     *
     * @param acks 0, 1 or all
     * @param overrides properties of the user's own, which win
     */
    static Map<String, String> properties(String acks, Map<String, String> overrides) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("acks", acks);
        properties.put("enable.idempotence", "false");
        properties.putAll(overrides);
        return properties;
    }

    /** The same producer with one more property. */
    Producer with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.putIfAbsent(key, value);
        return new Producer(kafka, workspace, more);
    }

    /**
     * Sends the load's records, after {@code warmupRecords} of the same kind, and waits for the
     * end. Every record must have been acknowledged, or the figures would flatter.
     */
    ProducerFigures.Summaries run(
            RunningBroker broker, String topic, Load load, long warmupRecords) {
        List<String> command =
                kafka.producerCommand(broker.port(), topic, load, warmupRecords, properties);
        Process process = workspace.start(new ProcessBuilder(command).redirectErrorStream(true));
        broker.ends(process);
        long expected = warmupRecords + load.records();
        List<String> output = follow(process, expected);
        int exit = Workspace.await(process);
        workspace.forget(process);
        broker.requireAlive();
        ProducerFigures.Summaries summaries =
                ProducerFigures.parse(output)
                        .orElseThrow(() -> new BenchFault(failure(exit, output)));
        if (exit != 0 || summaries.total().records() != expected) {
            throw new BenchFault(
                    "only %d of %d records were acknowledged; %s"
                            .formatted(
                                    summaries.total().records(), expected, failure(exit, output)));
        }
        return summaries;
    }

    private List<String> follow(Process process, long expected) {
        List<String> output = new ArrayList<>();
        long sent = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                long window = ProducerFigures.windowRecords(line).orElse(0L);
                sent += window;
                if (window > 0) {
                    workspace
                            .progress()
                            .say(String.format(Locale.ROOT, "%,d of %,d records", sent, expected));
                }
            }
        } catch (IOException e) {
            throw new BenchFault("the output of ProducerPerformance broke off: " + e, e);
        }
        return output;
    }

    private static String failure(int exit, List<String> output) {
        return "ProducerPerformance ended with exit code " + exit + ":\n" + TextTail.of(output);
    }
}
