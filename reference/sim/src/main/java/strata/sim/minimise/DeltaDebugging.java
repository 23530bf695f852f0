package strata.sim.minimise;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.Nullable;

/**
 * Delta debugging: the fewest parts of something that still fail, by halves, then by quarters, down
 * to one by one.
 *
 * <p>What is left is 1-minimal: without any single one of its parts it does not fail. Source:
 * Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 2002 (ddmin).
 */
public final class DeltaDebugging {
    private DeltaDebugging() {}

    /** Whether something still fails. */
    public interface Test<P> {
        /**
         * Tries it.
         *
         * @param kept the parts that are left, in their order
         */
        boolean stillFails(List<P> kept);
    }

    /**
     * The fewest of the parts that still fail, in their order. All of them are taken to fail; that
     * is not tried.
     */
    public static <P> List<P> fewest(List<P> parts, Test<P> test) {
        List<P> kept = parts;
        if (kept.isEmpty() || test.stillFails(List.of())) {
            return List.of();
        }
        int chunks = 2;
        while (kept.size() > 1) {
            Step<P> step = step(kept, chunks, test);
            if (step == null) {
                if (chunks >= kept.size()) {
                    break;
                }
                chunks = Math.min(2 * chunks, kept.size());
            } else {
                kept = step.kept;
                chunks = Math.min(step.chunks, kept.size());
            }
        }
        return Collections.unmodifiableList(new ArrayList<>(kept));
    }

    /**
     * Parts that still fail.
     *
     * @param chunks into how many they are cut next
     */
    private record Step<P>(List<P> kept, int chunks) {}

    /** Tries each chunk alone, then all but each; null when none of these fails. */
    private static <P> @Nullable Step<P> step(List<P> parts, int chunks, Test<P> test) {
        for (int i = 0; i < chunks; i++) {
            List<P> alone = parts.subList(start(parts, i, chunks), start(parts, i + 1, chunks));
            if (test.stillFails(alone)) {
                return new Step<>(alone, 2);
            }
        }
        if (chunks == 2) {
            // All but the one is the other.
            return null;
        }
        for (int i = 0; i < chunks; i++) {
            List<P> others = new ArrayList<>(parts.subList(0, start(parts, i, chunks)));
            others.addAll(parts.subList(start(parts, i + 1, chunks), parts.size()));
            if (test.stillFails(others)) {
                return new Step<>(others, Math.max(2, chunks - 1));
            }
        }
        return null;
    }

    private static int start(List<?> parts, int chunk, int chunks) {
        return (int) ((long) parts.size() * chunk / chunks);
    }
}
