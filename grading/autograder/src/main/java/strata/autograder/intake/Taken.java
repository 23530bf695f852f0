package strata.autograder.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import strata.autograder.grade.Flag;

/**
 * What was taken of a submission.
 *
 * @param name of the submission
 * @param commit of a git checkout; empty for others
 * @param sources by their path beneath {@code src/main/java}, as {@code strata/log/Varints.java}
 * @param flags what is odd about it, each with what became of it
 * @param refusal why nothing was taken, for the student; empty when something was
 */
public record Taken(
        String name,
        String commit,
        SortedMap<String, byte[]> sources,
        List<Flag> flags,
        String refusal) {
    public Taken {
        flags = List.copyOf(flags);
    }

    /** Whether there is something to grade. */
    public boolean isRefused() {
        return !refusal.isEmpty();
    }

    /** SHA-256 over names and contents, in hexadecimal digits. */
    public String hash() {
        Fingerprint hash = new Fingerprint();
        for (Map.Entry<String, byte[]> source : sources.entrySet()) {
            hash.add(source.getKey().getBytes(StandardCharsets.UTF_8)).add(source.getValue());
        }
        return hash.hex();
    }
}
