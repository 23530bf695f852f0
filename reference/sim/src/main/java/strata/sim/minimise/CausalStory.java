package strata.sim.minimise;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import strata.kernel.Nullable;
import strata.sim.record.CausalPast;
import strata.sim.record.Field;
import strata.sim.record.Reach;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.record.Sentence;

/**
 * How a claim came to break, in few steps for people: its causal past, grouped by what somebody did
 * at one time.
 */
public final class CausalStory {
    /** The most steps that are told. */
    public static final int STEPS_MAX = 30;

    private static final String TURN = "  <- here it leaves the right path";

    private final List<StoryStep> steps = new ArrayList<>();
    private final StepWords words;

    private CausalStory(StepWords words) {
        this.words = words;
    }

    /**
     * A step as it is told.
     *
     * @param number counts the told steps from 1; 0 where it only says how many lesser steps are
     *     left out
     * @param event the index of the event with which it begins; {@link Recorder#NONE} where it is
     *     no step
     * @param timeUs virtual microseconds
     */
    public record Told(int number, int event, long timeUs, String text) {}

    /** The story of a run; empty when no claim broke in it. */
    public static List<Told> of(RunRecord record) {
        int broken = record.broken();
        if (broken == Recorder.NONE) {
            return List.of();
        }
        BitSet past = CausalPast.of(record, broken, Reach.KNOWLEDGE);
        addWhatTheSmallestRunNeeds(record, broken, past);
        CausalStory story = new CausalStory(new StepWords(record, past));
        story.group(record, past);
        story.dropUntold();
        story.mergeAlike();
        return story.told();
    }

    /** The same for a page of text: one line a step, numbered, with its virtual seconds. */
    public static List<String> lines(List<Told> story) {
        List<String> lines = new ArrayList<>();
        for (Told step : story) {
            if (step.event == Recorder.NONE) {
                lines.add("         … " + step.text + " …");
            } else {
                String time = Sentence.seconds(step.timeUs);
                lines.add(String.format(Locale.ROOT, "%4d. %s  %s", step.number, time, step.text));
            }
        }
        return lines;
    }

    /** No fault is in it that it could do without, and where it strayed is worth knowing. */
    private static void addWhatTheSmallestRunNeeds(RunRecord record, int broken, BitSet past) {
        for (int i = 0; i < broken; i++) {
            RunEvent event = record.events().get(i);
            switch (event.kind()) {
                case FAULT, HEALED -> past.set(i);
                case LOST -> {
                    // Who did something in this story also sent this, in vain.
                    int sent = event.about();
                    int handled = record.events().get(sent).cause();
                    if (handled != Recorder.NONE && past.get(handled)) {
                        past.set(sent);
                        past.set(i);
                    }
                }
                case CRASHED, STOPPED, PAUSED, RESUMED -> {
                    if (event.cause() != Recorder.NONE && past.get(event.cause())) {
                        past.set(i);
                    }
                }
                default -> {
                    if (event.strays()) {
                        past.set(i, isAboutTheSame(event, record.events().get(broken)));
                    }
                }
            }
        }
    }

    private static boolean isAboutTheSame(RunEvent stray, RunEvent broken) {
        List<Field> of = subjects(stray);
        return of.isEmpty() || subjects(broken).stream().anyMatch(of::contains);
    }

    private static List<Field> subjects(RunEvent event) {
        return event.fields().stream().filter(field -> field.name().equals("subject")).toList();
    }

    private void group(RunRecord record, BitSet past) {
        for (int i = past.nextSetBit(0); i >= 0; i = past.nextSetBit(i + 1)) {
            RunEvent event = record.events().get(i);
            StoryStep open = stepFor(event);
            if (open == null) {
                steps.add(new StoryStep(event));
            } else {
                open.events().add(event);
            }
        }
    }

    /** The step that an event is part of; only one of the last few can be. */
    private @Nullable StoryStep stepFor(RunEvent event) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            StoryStep step = steps.get(i);
            if (step.takes(event)) {
                return step;
            }
            if (step.first().who().equals(event.who())) {
                return null;
            }
        }
        return null;
    }

    /** A step that nothing can be said about, such as a timer from which nothing came, goes. */
    private void dropUntold() {
        steps.removeIf(step -> words.of(step).isEmpty());
    }

    /** Neighbours that differ in nothing but the time, or in fields of no weight, are one step. */
    private void mergeAlike() {
        if (steps.size() <= STEPS_MAX) {
            return;
        }
        List<StoryStep> merged = new ArrayList<>();
        for (StoryStep step : steps) {
            StoryStep before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && shape(before).equals(shape(step))) {
                before.happenedAgain();
            } else {
                merged.add(step);
            }
        }
        steps.clear();
        steps.addAll(merged);
    }

    /** The words; of a step by which nothing changed without its fields. */
    private String shape(StoryStep step) {
        String said = words.of(step);
        return step.weight() <= 1 ? said.replaceAll("=[^,)]*", "=") : said;
    }

    private List<Told> told() {
        int turn = firstStray();
        BitSet leftOut = leftOut(turn);
        List<Told> told = new ArrayList<>();
        int number = 0;
        int missing = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (leftOut.get(i)) {
                missing++;
                continue;
            }
            StoryStep step = steps.get(i);
            if (missing > 0) {
                String many = missing + " lesser steps left out";
                told.add(new Told(0, Recorder.NONE, step.first().timeUs(), many));
                missing = 0;
            }
            String text = words.of(step);
            if (step.times() > 1) {
                text += " (" + step.times() + " times)";
            }
            text += mark(step, i == turn);
            told.add(new Told(++number, step.first().index(), step.first().timeUs(), text));
        }
        return told;
    }

    /** Says that the run leaves the right path at a step, and why where the step does not. */
    private static String mark(StoryStep step, boolean isTurn) {
        String why = StepWords.stray(step);
        if (isTurn) {
            return why.isEmpty() ? TURN : TURN + ": " + why;
        }
        return why.isEmpty() ? "" : "  <- " + why;
    }

    private int firstStray() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).strays()) {
                return i;
            }
        }
        return -1;
    }

    /** The steps to be missed least, the earliest of them first, until few enough are left. */
    private BitSet leftOut(int turn) {
        BitSet leftOut = new BitSet();
        int toGo = steps.size() - STEPS_MAX;
        for (int weight = 0; weight <= 5 && toGo > 0; weight++) {
            for (int i = 0; i < steps.size() - 1 && toGo > 0; i++) {
                if (steps.get(i).weight() == weight && i != turn) {
                    leftOut.set(i);
                    toGo--;
                }
            }
        }
        return leftOut;
    }
}
