package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import strata.sim.record.EventKind;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * Who read what at which time of a run, between two times.
 *
 * <p>Times are virtual microseconds from the first of them.
 */
final class Lanes {
    private final RunRecord record;
    private final long fromUs;
    private final long toUs;

    /** What holds for a while. */
    record Span(long fromUs, long toUs, String text) {
        long us() {
            return toUs - fromUs;
        }
    }

    /** What a member does while its process is down. */
    static final String DOWN = "down";

    /** What it reads when it reads nothing. */
    static final String NOTHING = "–";

    Lanes(RunRecord record, long fromMs, long toMs) {
        this.record = record;
        this.fromUs = 1_000 * fromMs;
        this.toUs = 1_000 * toMs;
    }

    long us() {
        return toUs - fromUs;
    }

    /** What a member reads: partitions by number, {@link #NOTHING}, or {@link #DOWN}. */
    List<Span> of(String member) {
        TreeMap<Long, String> changes = new TreeMap<>();
        changes.put(0L, DOWN);
        for (RunEvent event : record.events()) {
            if (!event.who().equals(member)) {
                continue;
            }
            switch (event.kind()) {
                case STARTED -> changes.put(event.timeUs(), NOTHING);
                case CRASHED, STOPPED -> changes.put(event.timeUs(), DOWN);
                case STATE -> {
                    if (event.text().equals(StoryMember.READS)) {
                        changes.put(event.timeUs(), event.field("value"));
                    }
                }
                default -> {
                    // It changes nothing of what it reads.
                }
            }
        }
        return spans(changes);
    }

    /** Who reads a partition: one of these members, or {@link #NOTHING}. */
    List<Span> readers(int partition, List<String> members) {
        String number = Integer.toString(partition);
        TreeMap<Long, String> changes = new TreeMap<>();
        changes.put(fromUs, NOTHING);
        for (String member : members) {
            for (Span span : of(member)) {
                if (List.of(span.text().split(" ", -1)).contains(number)) {
                    changes.put(fromUs + span.fromUs(), member);
                    changes.putIfAbsent(fromUs + span.toUs(), NOTHING);
                }
            }
        }
        return spans(changes);
    }

    /** The values of what nodes or others show; of none of these hosts nothing. */
    List<Span> values(String name) {
        TreeMap<Long, String> changes = new TreeMap<>();
        for (RunEvent event : record.events()) {
            if (event.kind() == EventKind.STATE
                    && event.text().equals(name)
                    && !event.field("value").isEmpty()) {
                changes.put(event.timeUs(), event.field("value"));
            }
        }
        return spans(changes);
    }

    /** How long nobody reads a partition. */
    long idleUs(int partition, List<String> members) {
        return usOf(NOTHING, readers(partition, members));
    }

    /** When somebody first reads just this; says so if that is never. */
    long beginsUs(String member, String reads) {
        return of(member).stream()
                .filter(span -> span.text().equals(reads))
                .mapToLong(Span::fromUs)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(member + " reads " + of(member)));
    }

    /** How long a member is there and reads nothing. */
    long waitsUs(String member) {
        return usOf(NOTHING, of(member));
    }

    /** The same, but only where it read before, and reads again in the same life. */
    long interruptedUs(String member) {
        List<Span> spans = of(member);
        long us = 0;
        for (int i = 1; i + 1 < spans.size(); i++) {
            boolean isBetween =
                    !spans.get(i - 1).text().equals(DOWN) && !spans.get(i + 1).text().equals(DOWN);
            us += isBetween && spans.get(i).text().equals(NOTHING) ? spans.get(i).us() : 0;
        }
        return us;
    }

    private static long usOf(String text, List<Span> spans) {
        return spans.stream().filter(span -> span.text().equals(text)).mapToLong(Span::us).sum();
    }

    private List<Span> spans(NavigableMap<Long, String> changes) {
        List<Span> spans = new ArrayList<>();
        for (Map.Entry<Long, String> change : changes.entrySet()) {
            Long next = changes.higherKey(change.getKey());
            long from = Math.max(fromUs, change.getKey());
            long to = Math.min(toUs, next == null ? toUs : next);
            if (from >= to) {
                continue;
            }
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && last.text().equals(change.getValue())) {
                spans.set(spans.size() - 1, new Span(last.fromUs(), to - fromUs, last.text()));
            } else {
                spans.add(new Span(from - fromUs, to - fromUs, change.getValue()));
            }
        }
        return spans;
    }
}
