package strata.sim.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was configured in a run, as far as it decides which anomalies are legal. Whether a reader
 * subscribed or was assigned its partitions is in its operations.
 *
 * @param keeps what survives a loss
 * @param transactions how the end of a transaction is told from that of another one
 * @param usual every client's settings
 * @param others those of the clients that differ, by name
 */
public record Configuration(
        Keeps keeps,
        Transactions transactions,
        ClientSettings usual,
        Map<String, ClientSettings> others) {
    /** The strictest there is: every promise that Kafka can make. */
    public static final Configuration STRICT =
            new Configuration(
                    Keeps.ACKED_AND_SHOWN,
                    Transactions.V2,
                    ClientSettings.STRICT,
                    Collections.emptyMap());

    /** {@code transaction.version}. */
    public enum Transactions {
        /** The end of a transaction that arrives late may end the producer's next one. */
        V1,
        /** Every transaction has an epoch of its own, so a late end is fenced (KIP-890). */
        V2
    }

    public Configuration {
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Configuration keeping(Keeps kept) {
        return new Configuration(kept, transactions, usual, others);
    }

    public Configuration with(Transactions version) {
        return new Configuration(keeps, version, usual, others);
    }

    public Configuration withClients(ClientSettings settings) {
        return new Configuration(keeps, transactions, settings, others);
    }

    public Configuration withClient(String client, ClientSettings settings) {
        Map<String, ClientSettings> more = new LinkedHashMap<>(others);
        more.put(client, settings);
        return new Configuration(keeps, transactions, usual, more);
    }

    /** A client's settings. */
    public ClientSettings of(String client) {
        return others.getOrDefault(client, usual);
    }
}
