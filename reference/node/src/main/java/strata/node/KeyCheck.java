package strata.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import strata.kernel.Nullable;

/**
 * Tells the keys of a configuration apart: those that are served, those that only Apache Kafka
 * knows, and those that nobody knows.
 */
final class KeyCheck {
    // The names of the broker's keys of Apache Kafka 4.3.1, one a line.
    private static final String KAFKA_KEYS = "kafka-broker-keys.txt";
    // What Kafka takes as a prefix to the keys of one listener.
    private static final String LISTENER_PREFIX = "listener.name.";
    // A key further away than this is not what was meant.
    private static final int TYPO_DISTANCE_MAX = 5;

    private final Set<String> served;

    /**
     * @param served what this node understands
     */
    KeyCheck(Collection<String> served) {
        this.served = new TreeSet<>(served);
    }

    /**
     * The keys that Apache Kafka knows and Strata does not serve.
     *
     * @throws StartException when a key is unknown to both; names the key that is nearest to it
     */
    List<String> unserved(Collection<String> keys) {
        List<String> others = new ArrayList<>();
        for (String key : keys) {
            if (!served.contains(key)) {
                others.add(key);
            }
        }
        // The list is read only by those who need it: most start without.
        return others.isEmpty() ? others : knownToKafka(others);
    }

    private List<String> knownToKafka(List<String> keys) {
        Set<String> kafka = kafkaKeys();
        for (String key : keys) {
            if (!kafka.contains(key) && !key.startsWith(LISTENER_PREFIX)) {
                kafka.addAll(served);
                String nearest = nearest(key, kafka);
                throw StartException.usage(
                        "unknown configuration key "
                                + key
                                + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
        return keys;
    }

    static Set<String> kafkaKeys() {
        Set<String> keys = new TreeSet<>();
        try (InputStream in = KeyCheck.class.getResourceAsStream(KAFKA_KEYS)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + KAFKA_KEYS + " is missing");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keys.add(line);
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String nearest(String key, Collection<String> known) {
        String nearest = null;
        int distance = Math.min(TYPO_DISTANCE_MAX, key.length() / 2) + 1;
        for (String candidate : known) {
            int candidateDistance = distance(key, candidate);
            if (candidateDistance < distance) {
                distance = candidateDistance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** How many characters have to be put in, taken out or replaced (Levenshtein). */
    private static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int column = 1; column < current.length; column++) {
                boolean same = left.charAt(row - 1) == right.charAt(column - 1);
                int replaced = above[column - 1] + (same ? 0 : 1);
                current[column] =
                        Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[right.length()];
    }
}
