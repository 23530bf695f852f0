package strata.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import strata.kernel.Nullable;

/**
 * The ports that a cluster takes.
 *
 * @param first the default of {@code strata up}
 * @param isFree whether a port can be listened on
 * @param holders who listens there, if it can be told
 * @param ownCluster whether a cluster of this checkout runs on a port
 */
record PortsProbe(int first, IntPredicate isFree, Holders holders, IntPredicate ownCluster)
        implements Probe {
    private static final String WHAT = "ports";
    private static final int COUNT = 3;
    private static final int STEP = 100;

    /** Who listens where. */
    @FunctionalInterface
    interface Holders {
        /** As {@code process 4711 (java)}; null when it cannot be told. */
        @Nullable
        String of(int port);
    }

    @Override
    public Finding look() {
        List<String> taken = new ArrayList<>();
        for (int port = first; port < first + COUNT; port++) {
            if (!isFree.test(port) && !ownCluster.test(port)) {
                String who = holders.of(port);
                taken.add(port + " is taken by " + (who == null ? "another program" : who));
            }
        }
        if (taken.isEmpty()) {
            boolean own = !isFree.test(first);
            return Finding.ok(
                    WHAT,
                    own
                            ? first + " is held by your own cluster"
                            : "%d to %d are free".formatted(first, first + COUNT - 1));
        }
        String text = String.join("; ", taken);
        boolean needed = taken.get(0).startsWith(first + " ");
        return needed
                ? Finding.wrong(WHAT, text, "./strata up --port " + freeAbove())
                : Finding.warning(
                        WHAT,
                        text + "; only a cluster of several nodes needs it",
                        "./strata up --port " + freeAbove());
    }

    private int freeAbove() {
        int port = first + STEP;
        while (port < first + 10 * STEP && !areFree(port)) {
            port += STEP;
        }
        return port;
    }

    private boolean areFree(int from) {
        return IntStream.range(from, from + COUNT).allMatch(isFree);
    }
}
