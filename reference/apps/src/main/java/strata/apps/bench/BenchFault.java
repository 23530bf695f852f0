package strata.apps.bench;

/**
 * The environment does not let the bench go on: no Kafka jars, a taken port, a broker that dies.
 * The message is what its user reads, with what to do about it. Ends the program with exit code 3.
 */
final class BenchFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFault(String message) {
        super(message);
    }

    BenchFault(String message, Throwable cause) {
        super(message, cause);
    }
}
