package strata.sim.minimise;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;
import strata.sim.record.EventKind;
import strata.sim.record.Field;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.record.Sentence;

/** Puts a step of the story into a sentence. */
final class StepWords {
    private static final int FIELDS_MAX = 6;
    private static final int VALUE_CHARACTERS_MAX = 72;

    private final RunRecord record;
    // By the index of a sending: its loss.
    private final Map<Integer, RunEvent> losses = new LinkedHashMap<>();
    // By the index of what was handled: what was sent, and had no effect on the breach.
    private final Map<Integer, List<RunEvent>> asides = new LinkedHashMap<>();
    private final Retries retries;

    StepWords(RunRecord record, BitSet past) {
        this.record = record;
        this.retries = new Retries(record);
        for (RunEvent event : record.events()) {
            if (event.kind() == EventKind.SENT
                    && event.cause() != Recorder.NONE
                    && !past.get(event.index())) {
                asides.computeIfAbsent(event.cause(), handled -> new ArrayList<>()).add(event);
            }
        }
        for (int i = past.nextSetBit(0); i >= 0; i = past.nextSetBit(i + 1)) {
            RunEvent event = record.events().get(i);
            if (event.kind() == EventKind.LOST) {
                losses.put(event.about(), event);
            }
        }
    }

    /** The sentence; empty when the step says nothing to a person. */
    String of(StoryStep step) {
        RunEvent first = step.first();
        if (first.kind() == EventKind.FAULT) {
            return ofFault(step);
        }
        if (step.events().stream().allMatch(StepWords::isUsualStart)) {
            return "";
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
            String clause = event.strays() && event.index() != first.index() ? "" : clause(event);
            if (!clause.isEmpty()) {
                clauses.add(clause);
            }
        }
        clauses.addAll(sendings.clauses());
        if (clauses.isEmpty()) {
            return "";
        }
        clauses.addAll(asides(step));
        String said = String.join(", ", clauses);
        return first.who().equals(Recorder.WORLD) ? said : first.who() + " " + said;
    }

    /** What else it sent, by names alone. */
    private List<String> asides(StoryStep step) {
        Map<String, Set<String>> receivers = new LinkedHashMap<>();
        for (RunEvent each : asides.getOrDefault(step.handled(), List.of())) {
            if (each.who().equals(step.first().who())) {
                receivers
                        .computeIfAbsent(each.text(), name -> new LinkedHashSet<>())
                        .add(each.peer());
            }
        }
        List<String> clauses = new ArrayList<>();
        receivers.forEach(
                (name, to) ->
                        clauses.add("also sends " + name + " to " + String.join(" and ", to)));
        return clauses;
    }

    /** Why a step is where the run left the right path; empty where the step itself says so. */
    static String stray(StoryStep step) {
        return step.events().stream()
                .filter(event -> event.strays() && event.index() != step.first().index())
                .map(RunEvent::text)
                .findFirst()
                .orElse("");
    }

    private static boolean has(StoryStep step, EventKind kind) {
        return step.events().stream().anyMatch(event -> event.kind() == kind);
    }

    /** Everybody starts with something; that is no part of a story. */
    private static boolean isUsualStart(RunEvent event) {
        return StoryStep.isFirstLife(event)
                || !isDeed(event)
                || (event.kind() == EventKind.STATE && event.field("before").isEmpty());
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
            case STARTED -> StoryStep.isFirstLife(event) ? "starts" : "starts again";
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
            case FAULT -> FaultWords.of(withoutTime(event.text()));
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

    private String received(RunEvent event) {
        return "receives "
                + shown(event.text(), event.fields())
                + retries.of(event)
                + " from "
                + event.peer();
    }

    /** Says which death of either side the message has crossed on its way. */
    private String crossing(RunEvent delivery) {
        for (int i = Math.max(0, delivery.about()); i < delivery.index(); i++) {
            RunEvent event = record.events().get(i);
            boolean death = event.kind() == EventKind.CRASHED || event.kind() == EventKind.STOPPED;
            if (death
                    && (event.who().equals(delivery.who())
                            || event.who().equals(delivery.peer()))) {
                String sent = Sentence.seconds(record.events().get(delivery.about()).timeUs());
                return " (sent at " + sent + ", before " + event.who() + " died)";
            }
        }
        return "";
    }

    /** The death of one side with which a message was lost; null when it was lost otherwise. */
    private @Nullable RunEvent deathAt(RunEvent sending, RunEvent loss) {
        for (int i = loss.index(); i > sending.index(); i--) {
            RunEvent event = record.events().get(i);
            if (event.timeUs() < loss.timeUs()) {
                return null;
            }
            boolean side = event.who().equals(sending.who()) || event.who().equals(sending.peer());
            if (side && (event.kind() == EventKind.CRASHED || event.kind() == EventKind.STOPPED)) {
                return event;
            }
        }
        return null;
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
            Map<String, Set<String>> receivers = new LinkedHashMap<>();
            for (RunEvent each : sent) {
                receivers.computeIfAbsent(key(each), key -> new LinkedHashSet<>()).add(each.peer());
            }
            for (RunEvent each : sent) {
                Set<String> to = receivers.remove(key(each));
                if (to != null) {
                    clauses.add(said(each) + " to " + String.join(" and ", to) + lost(each));
                }
            }
            return clauses;
        }

        private String key(RunEvent sending) {
            return said(sending) + lost(sending);
        }

        private String said(RunEvent sending) {
            return "sends " + shown(sending.text(), sending.fields()) + retries.of(sending);
        }

        private String lost(RunEvent sending) {
            RunEvent loss = losses.get(sending.index());
            if (loss == null) {
                return "";
            }
            RunEvent death = deathAt(sending, loss);
            return death == null
                    ? " (lost: " + loss.field("why lost") + ")"
                    : " (under way until "
                            + death.who()
                            + (death.kind() == EventKind.CRASHED ? " crashed" : " stopped")
                            + " at "
                            + Sentence.seconds(death.timeUs())
                            + ": lost)";
        }
    }
}
