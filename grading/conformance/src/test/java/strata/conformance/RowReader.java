package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that reads topics from beginning to end without a group, partitions assigned by hand.
 */
enum RowReader {
    /** {@code KafkaConsumer} of kafka-clients. */
    JAVA {
        @Override
        Map<String, List<StoredRow>> read(String bootstrap, List<String> topics) {
            Map<String, List<StoredRow>> all = new LinkedHashMap<>();
            topics.forEach(topic -> all.put(topic, JavaClients.read(bootstrap, topic)));
            return all;
        }
    },

    /** kcat on librdkafka 2. */
    KCAT {
        @Override
        Map<String, List<StoredRow>> read(String bootstrap, List<String> topics) {
            Map<String, List<StoredRow>> all = new LinkedHashMap<>();
            for (String topic : topics) {
                Command.Outcome outcome =
                        Command.of("kcat", "-C", "-b", bootstrap, "-t", topic, "-q", "-e")
                                .and("-o", "beginning", "-X", "check.crcs=true")
                                .and("-X", "fetch.wait.max.ms=50")
                                .and("-f", "%p\\t%o\\t%T\\t%k\\t%s\\n")
                                .run(LIMIT);
                all.put(topic, outcome.output().lines().map(StoredRow::parse).toList());
            }
            return all;
        }
    },

    /** kafka-python 2.3.3. */
    PYTHON {
        @Override
        Map<String, List<StoredRow>> read(String bootstrap, List<String> topics) {
            return run(ClientPrograms.python("read_kafka_python.py"), bootstrap, topics);
        }
    },

    /** kafka-python 2.0.2, of the oldest request versions. */
    PYTHON_2_0_2 {
        @Override
        Map<String, List<StoredRow>> read(String bootstrap, List<String> topics) {
            return run(
                    ClientPrograms.python("read_kafka_python.py", "kafka-python-2.0.2"),
                    bootstrap,
                    topics);
        }
    };

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Returns the records of each topic, in the order in which the client handed them out. */
    abstract Map<String, List<StoredRow>> read(String bootstrap, List<String> topics);

    private static Map<String, List<StoredRow>> run(
            Command script, String bootstrap, List<String> topics) {
        Path folder = Workspace.freshFolder("read");
        script.and(bootstrap, folder.toString()).and(topics).run(LIMIT);
        Map<String, List<StoredRow>> all = new LinkedHashMap<>();
        for (String topic : topics) {
            try {
                List<String> lines = Files.readAllLines(folder.resolve(topic + ".tsv"), UTF_8);
                all.put(topic, lines.stream().map(StoredRow::parse).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }
}
