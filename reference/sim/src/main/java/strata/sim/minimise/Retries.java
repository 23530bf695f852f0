package strata.sim.minimise;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** Which messages of a run ask anew for what a client has asked for before. */
final class Retries {
    // What clients have begun, and how often it was sent and to whom it came.
    private final Set<String> begun = new LinkedHashSet<>();
    private final Map<String, Integer> sent = new LinkedHashMap<>();
    private final Set<String> arrived = new LinkedHashSet<>();
    // By the index of an event, what is said of it.
    private final Map<Integer, String> words = new LinkedHashMap<>();

    Retries(RunRecord record) {
        for (RunEvent event : record.events()) {
            if (event.fields().isEmpty()) {
                continue;
            }
            switch (event.kind()) {
                case INVOKED -> begun.add(event.who() + contentOf(event));
                case SENT -> {
                    String message = event.who() + contentOf(event);
                    if (begun.contains(message) && sent.merge(message, 1, Integer::sum) > 1) {
                        words.put(event.index(), " again");
                    }
                }
                case DELIVERED, DELIVERED_LATE -> arrives(event);
                default -> {}
            }
        }
    }

    private void arrives(RunEvent delivery) {
        String message = delivery.peer() + contentOf(delivery);
        if (!begun.contains(message)) {
            return;
        }
        if (!arrived.add(delivery.who() + " " + message)) {
            words.put(delivery.index(), " again");
        } else if (words.containsKey(delivery.about())) {
            words.put(delivery.index(), " (a retry)");
        }
    }

    /** What is said of a sending or a delivery, with a space before it; empty for a first one. */
    String of(RunEvent event) {
        return words.getOrDefault(event.index(), "");
    }

    private static String contentOf(RunEvent event) {
        return " " + event.text() + event.fields();
    }
}
