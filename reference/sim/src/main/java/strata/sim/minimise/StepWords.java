package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.Nullable;
import strata.sim.record.EventKind;
import strata.sim.record.Field;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** Puts a step of the story into a sentence. */
final class StepWords {
    private static final int FIELDS_MAX = 6;
    private static final int VALUE_CHARACTERS_MAX = 40;

    private final RunRecord record;
    private final CausalPast past;

    StepWords(RunRecord record, CausalPast past) {
        this.record = record;
        this.past = past;
    }

    /** The sentence; empty when the step says nothing to a person. */
    String of(StoryStep step) {
        RunEvent first = step.first();
        if (first.kind() == EventKind.FAULT) {
            return ofFault(step);
        }
        boolean begins = has(step, EventKind.INVOKED);
        boolean does = step.events().stream().anyMatch(StepWords::isDeed);
        List<String> clauses = new ArrayList<>();
        Sendings sendings = new Sendings();
        for (RunEvent event : step.events()) {
            if (event.kind() == EventKind.SENT) {
                sendings.add(event);
                continue;
            }
            // That a timer fired is worth saying only if something came of it.
            if (event.kind() == EventKind.TIMER_FIRED && (begins || !does)) {
                continue;
            }
            String clause = clause(event);
            if (!clause.isEmpty()) {
                clauses.add(clause);
            }
        }
        clauses.addAll(sendings.clauses());
        if (clauses.isEmpty()) {
            return "";
        }
        String said = String.join(", ", clauses);
        return first.who().equals(Recorder.WORLD) ? said : first.who() + " " + said;
    }

    /** Virtual microseconds as seconds with six decimals. */
    static String seconds(long timeUs) {
        return String.format(Locale.ROOT, "%d.%06d", timeUs / 1_000_000, timeUs % 1_000_000);
    }

    private static boolean has(StoryStep step, EventKind kind) {
        return step.events().stream().anyMatch(event -> event.kind() == kind);
    }

    private static boolean isDeed(RunEvent event) {
        return switch (event.kind()) {
            case TIMER_FIRED, TIMER_SET, FLUSH_ASKED, FLUSH_DONE, DISK -> false;
            default -> true;
        };
    }

    /** What a fault did is said rather than the fault, where it did something at once. */
    private String ofFault(StoryStep step) {
        List<String> effects = new ArrayList<>();
        for (RunEvent event : step.events()) {
            switch (event.kind()) {
                case CRASHED, STOPPED, PAUSED, RESUMED ->
                        effects.add(event.who() + " " + clause(event));
                default -> {}
            }
        }
        return effects.isEmpty() ? clause(step.first()) : String.join(", ", effects);
    }

    private String clause(RunEvent event) {
        return switch (event.kind()) {
            case STARTED -> event.text().equals("life 1") ? "starts" : "starts again";
            case STOPPED -> "stops: " + event.text();
            case CRASHED -> "crashes: " + event.text();
            case PAUSED -> "is paused: it takes no turn until it goes on";
            case RESUMED -> "goes on";
            case SENT -> "";
            case DELIVERED -> received(event) + crossing(event);
            case DELIVERED_LATE ->
                    received(event)
                            + " although "
                            + event.peer()
                            + " has learnt that this connection was lost"
                            + crossing(event);
            case LOST -> "";
            case DISCONNECTED -> "learns that its connection to " + event.peer() + " was lost";
            case TIMER_SET, FLUSH_ASKED, DISK -> "";
            case TIMER_FIRED -> "timer " + event.text() + " fires";
            case FLUSH_DONE -> "its flush is done";
            case INVOKED -> "begins " + shown(event.text(), event.fields());
            case ANSWERED -> "is told: " + event.text();
            case UNKNOWN -> "does not learn what became of it: " + event.text();
            case STATE -> changed(event);
            case FAULT -> "fault: " + withoutTime(event.text());
            case HEALED -> "all faults end";
            case NOTE -> event.strays() ? event.text() : "notes: " + event.text();
            case BROKEN -> "BROKEN " + event.text() + ": " + event.field("found");
        };
    }

    private static String changed(RunEvent event) {
        String before = event.field("before");
        String now = event.text() + " is now " + cut(event.field("value"));
        return before.isEmpty() ? now : now + " (was " + cut(before) + ")";
    }

    private static String received(RunEvent event) {
        return "receives " + shown(event.text(), event.fields()) + " from " + event.peer();
    }

    /** Says which death of either side the message has crossed on its way. */
    private String crossing(RunEvent delivery) {
        for (int i = Math.max(0, delivery.about()); i < delivery.index(); i++) {
            RunEvent event = record.events().get(i);
            boolean death =
                    event.kind() == EventKind.CRASHED || event.kind() == EventKind.STOPPED;
            if (death
                    && (event.who().equals(delivery.who())
                            || event.who().equals(delivery.peer()))) {
                String sent = seconds(record.events().get(delivery.about()).timeUs());
                return " (sent at " + sent + ", before " + event.who() + " died)";
            }
        }
        return "";
    }

    private static String shown(String name, List<Field> fields) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (values.size() == FIELDS_MAX) {
                values.add("…");
                break;
            }
            values.add(field.name() + "=" + cut(field.value()));
        }
        return values.isEmpty() ? name : name + "(" + String.join(", ", values) + ")";
    }

    private static String cut(String value) {
        return value.length() <= VALUE_CHARACTERS_MAX
                ? value
                : value.substring(0, VALUE_CHARACTERS_MAX - 1) + "…";
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("^at [0-9]+\\.[0-9]{6} ", "");
    }

    /** The messages that leave in one step; the same one to several is said once. */
    private final class Sendings {
        private final List<RunEvent> sent = new ArrayList<>();

        void add(RunEvent event) {
            sent.add(event);
        }

        List<String> clauses() {
            List<String> clauses = new ArrayList<>();
            List<RunEvent> open = new ArrayList<>(sent);
            while (!open.isEmpty()) {
                String message = message(open.get(0));
                List<String> to = new ArrayList<>();
                for (RunEvent each : sent) {
                    if (open.contains(each) && message.equals(message(each))) {
                        to.add(each.peer());
                        open.remove(each);
                    }
                }
                clauses.add(message.replace("{}", String.join(" and ", to)));
            }
            return clauses;
        }

        private String message(RunEvent sending) {
            RunEvent end = endOf(sending);
            String lost =
                    end != null && end.kind() == EventKind.LOST
                            ? ", which is lost: " + end.field("why lost")
                            : "";
            return "sends " + shown(sending.text(), sending.fields()) + " to {}" + lost;
        }

        private @Nullable RunEvent endOf(RunEvent sending) {
            int end = past.endOf(sending.index());
            return end == Recorder.NONE ? null : record.events().get(end);
        }
    }
}
