package strata.sim.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.Check;

/**
 * What the operations say about each partition's log, put together: who sent each value, where it
 * was seen, and in which era, that is, between which losses.
 */
final class Evidence {
    final Configuration configuration;
    // In the order in which they were invoked.
    final List<Act> acts = new ArrayList<>();
    final Map<String, KeyLog> logs = new LinkedHashMap<>();
    // When the final polls began; NEVER when they did not.
    private long finalPolls = Operation.NEVER;
    private final List<Long> losses = new ArrayList<>();
    private long steps;

    Evidence(OperationRecord operations) {
        configuration = operations.configuration();
        operations.marks().forEach(this::take);
        Set<String> lateEnders = new LinkedHashSet<>();
        for (Operation operation : operations.list()) {
            Act act = act(operation);
            acts.add(act);
            takeSent(act);
            if (operation.isTransaction()) {
                act.lateEndPossible = lateEnders.contains(operation.session().client());
                if (act.mayComeLate()) {
                    lateEnders.add(operation.session().client());
                }
            }
        }
        acts.forEach(this::takeRead);
        logs.values().forEach(KeyLog::sort);
    }

    /** How many losses there were. */
    int eras() {
        return losses.size();
    }

    Keeps keeps() {
        return configuration.keeps();
    }

    /** Whether an operation had its answer before everything was read to its end. */
    boolean precedesFinalPolls(Operation operation) {
        return finalPolls != Operation.NEVER && operation.ended() <= finalPolls;
    }

    boolean hasFinalPolls() {
        return finalPolls != Operation.NEVER;
    }

    /** Counts work. */
    void step() {
        steps++;
    }

    long steps() {
        long all = steps;
        for (KeyLog log : logs.values()) {
            all += log.steps();
        }
        return all;
    }

    private void take(Mark mark) {
        switch (mark) {
            case Mark.Loss loss -> losses.add(loss.moment());
            case Mark.FinalPolls polls -> finalPolls = polls.moment();
            case Mark.Start start -> {
                KeyLog log = log(start.key());
                log.start = Math.max(log.start, start.offset());
            }
        }
    }

    private Act act(Operation operation) {
        ClientSettings client = configuration.of(operation.session().client());
        int eraTo = operation.ended() == Operation.NEVER ? losses.size() : eraAt(operation.ended());
        return new Act(operation, client, eraAt(operation.invoked()), eraTo);
    }

    private int eraAt(long moment) {
        int era = 0;
        while (era < losses.size() && losses.get(era) < moment) {
            era++;
        }
        return era;
    }

    private void takeSent(Act act) {
        for (Placed placed : act.operation.doing().sent()) {
            step();
            KeyLog log = log(placed.key());
            Entry entry = new Entry(log, placed.value(), act);
            Check.that(
                    log.entries.put(placed.value(), entry) == null,
                    "values are unique, yet %s is sent twice",
                    placed);
            act.sent.add(entry);
            if (placed.hasOffset()) {
                log.placed(entry, placed.offset(), act).acked = true;
            }
        }
    }

    private void takeRead(Act act) {
        int kind = kindOf(act);
        for (Placed placed : act.operation.doing().polled()) {
            step();
            KeyLog log = log(placed.key());
            Entry entry =
                    log.entries.computeIfAbsent(
                            placed.value(), value -> new Entry(log, value, null));
            Place place = log.placed(entry, placed.offset(), act);
            place.polled[kind] = true;
            entry.polled[kind] = true;
            log.polledMax = Math.max(log.polledMax, placed.offset());
            act.read.add(place);
            Act writer = entry.writer;
            // Its own reading proves nothing: that it sees it at all is an anomaly.
            if (writer != null && writer != act && act.client.readsCommitted()) {
                writer.proven = true;
            }
        }
    }

    /**
     * The kind of reader: 0 for one that sees everything, 1 for one that sees what is committed.
     */
    static int kindOf(Act reader) {
        return reader.client.readsCommitted() ? 1 : 0;
    }

    private KeyLog log(String key) {
        return logs.computeIfAbsent(key, KeyLog::new);
    }
}
