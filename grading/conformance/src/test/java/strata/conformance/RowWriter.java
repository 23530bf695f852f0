package strata.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A client that writes a data set, with the codecs that it has without compiling anything. Each
 * writes with its own partitioner, and with its default settings but for the codec; so most number
 * their batches, and the others do where they are told to.
 */
enum RowWriter {
    /** Apache Kafka's console producer, in a JVM of its own. */
    JAVA_CONSOLE {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            Command.java(
                            "org.apache.kafka.tools.ConsoleProducer",
                            "--bootstrap-server",
                            bootstrap,
                            "--topic",
                            topic,
                            "--compression-codec",
                            codec.id(),
                            "--reader-property",
                            "parse.key=true")
                    .reading(Flights.file())
                    .run(LIMIT);
        }
    },

    /** {@code KafkaProducer} of kafka-clients. */
    JAVA {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            JavaClients.write(bootstrap, topic, codec, Flights.rows());
        }
    },

    /** kcat on librdkafka 2. */
    KCAT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            kcat(bootstrap, topic, codec).run(LIMIT);
        }
    },

    /** The same, told to be idempotent. */
    KCAT_IDEMPOTENT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            kcat(bootstrap, topic, codec).and("-X", "enable.idempotence=true").run(LIMIT);
        }
    },

    /** kafkajs; its other codecs are packages with native code. */
    KAFKAJS {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(ClientPrograms.node("write_kafkajs.js"), bootstrap, topic, codec);
        }
    },

    /** The same, told to be idempotent. */
    KAFKAJS_IDEMPOTENT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(idempotent(ClientPrograms.node("write_kafkajs.js")), bootstrap, topic, codec);
        }
    },

    /** platformatic's client, of the newest request versions; it has zstd from Node 22 on. */
    PLATFORMATIC {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(ClientPrograms.node("write_platformatic.js"), bootstrap, topic, codec);
        }
    },

    /** The same, told to be idempotent. */
    PLATFORMATIC_IDEMPOTENT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(idempotent(ClientPrograms.node("write_platformatic.js")), bootstrap, topic, codec);
        }
    },

    /** kafka-python 2.3.3. */
    PYTHON {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(ClientPrograms.python("write_kafka_python.py"), bootstrap, topic, codec);
        }
    },

    /** The same, told to be idempotent. */
    PYTHON_IDEMPOTENT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(
                    idempotent(ClientPrograms.python("write_kafka_python.py")),
                    bootstrap,
                    topic,
                    codec);
        }
    },

    /** kafka-python 2.0.2, of the oldest request versions. */
    PYTHON_2_0_2 {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(
                    ClientPrograms.python("write_kafka_python.py", "kafka-python-2.0.2"),
                    bootstrap,
                    topic,
                    codec);
        }
    },

    /** kafka-python 3. */
    PYTHON_3 {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(
                    ClientPrograms.python("write_kafka_python.py", "kafka-python-3"),
                    bootstrap,
                    topic,
                    codec);
        }
    },

    /** aiokafka. */
    AIOKAFKA {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(ClientPrograms.python("write_aiokafka.py"), bootstrap, topic, codec);
        }
    },

    /** The same, told to be idempotent. */
    AIOKAFKA_IDEMPOTENT {
        @Override
        void write(String bootstrap, String topic, Codec codec) {
            run(idempotent(ClientPrograms.python("write_aiokafka.py")), bootstrap, topic, codec);
        }
    };

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The name in a topic's name. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The codecs with which this client can write; two of them where it writes with all before. */
    List<Codec> codecs() {
        return switch (this) {
            case KAFKAJS,
                    KAFKAJS_IDEMPOTENT,
                    KCAT_IDEMPOTENT,
                    PLATFORMATIC_IDEMPOTENT,
                    PYTHON_IDEMPOTENT,
                    AIOKAFKA_IDEMPOTENT ->
                    List.of(Codec.NONE, Codec.GZIP);
            case PLATFORMATIC -> List.of(Codec.NONE, Codec.GZIP, Codec.SNAPPY, Codec.LZ4);
            default -> List.of(Codec.values());
        };
    }

    /** Whether it numbers its batches: by default, or as it is told to. */
    boolean isIdempotent() {
        return switch (this) {
            case KCAT, KAFKAJS, PLATFORMATIC, PYTHON, PYTHON_2_0_2, AIOKAFKA -> false;
            default -> true;
        };
    }

    /** Writes all rows of {@link Flights} and returns when each is acknowledged. */
    abstract void write(String bootstrap, String topic, Codec codec);

    private static Command kcat(String bootstrap, String topic, Codec codec) {
        return Command.of("kcat", "-P", "-b", bootstrap, "-t", topic, "-K", "\\t")
                .and("-z", codec.id(), "-l", Flights.file().toString());
    }

    private static Command idempotent(Command script) {
        return script.with("IDEMPOTENT=true");
    }

    private static void run(Command script, String bootstrap, String topic, Codec codec) {
        Path rows = Flights.file();
        Command.Outcome outcome =
                script.and(bootstrap, topic, codec.id(), rows.toString()).run(LIMIT);
        String acknowledged = outcome.output().strip();
        if (!acknowledged.equals(Integer.toString(Flights.rows().size()))) {
            throw new AssertionError("acknowledged: " + acknowledged + "\n" + outcome.errors());
        }
    }
}
