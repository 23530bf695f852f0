package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs Kafka's ConsumerPerformance as a process against one broker, in a new group each time. */
record Consumer(KafkaDistribution kafka, Workspace workspace, Map<String, String> properties) {
    /**
     * Reads a whole topic. Every record must have been read, or the figures would flatter.
     *
     * @param group its group, which must not have read anything yet
     */
    ConsumerFigures run(RunningBroker broker, String topic, long records, String group) {
        List<String> command =
                kafka.consumerCommand(broker.port(), topic, records, group, properties);
        Process process = workspace.start(new ProcessBuilder(command).redirectErrorStream(true));
        broker.ends(process);
        List<String> output = output(process);
        int exit = Workspace.await(process);
        workspace.forget(process);
        broker.requireAlive();
        ConsumerFigures figures =
                ConsumerFigures.parse(output)
                        .orElseThrow(() -> new BenchFault(failure(exit, output)));
        if (exit != 0 || figures.records() < records) {
            throw new BenchFault(
                    "only %d of %d records were read; %s"
                            .formatted(figures.records(), records, failure(exit, output)));
        }
        return figures;
    }

    private static List<String> output(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new BenchFault("the output of ConsumerPerformance broke off: " + e, e);
        }
    }

    private static String failure(int exit, List<String> output) {
        return "ConsumerPerformance ended with exit code " + exit + ":\n" + TextTail.of(output);
    }
}
