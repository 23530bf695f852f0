package strata.sim.record;

import java.util.List;
import java.util.Locale;

/**
 * An event as one sentence without its full stop: {@code n2 receives Append from n1, 3.200 ms after
 * it was sent}. The page of the space-time diagram says the same words (sentence.js); a test
 * compares them.
 */
public final class Sentence {
    private Sentence() {}

    /** The sentence of one event of a record. */
    public static String of(RunRecord record, int index) {
        List<RunEvent> events = record.events();
        RunEvent event = events.get(index);
        String who = event.who() + " " + event.kind().verb();
        String text = event.text();
        return switch (event.kind()) {
            case STARTED, STOPPED, CRASHED, PAUSED, RESUMED, DISK ->
                    text.isEmpty() ? who : who + ": " + text;
            case NOTE ->
                    event.strays()
                            ? "here the run leaves the right path: " + text
                            : who + ": " + text;
            case SENT -> who + " " + text + " to " + event.peer();
            case DELIVERED ->
                    who
                            + " "
                            + text
                            + " from "
                            + event.peer()
                            + after(events, event, "it was sent");
            case DELIVERED_LATE ->
                    who
                            + " "
                            + text
                            + " from "
                            + event.peer()
                            + after(events, event, "it was sent")
                            + ", when its sender had already lost that connection";
            case LOST ->
                    text
                            + " from "
                            + event.peer()
                            + " to "
                            + event.who()
                            + " is lost: "
                            + event.field("why lost");
            case DISCONNECTED -> who + " to " + event.peer() + (text.isEmpty() ? "" : ": " + text);
            case TIMER_SET -> who + " " + text + ", due in " + event.field("delay ms") + " ms";
            case TIMER_FIRED -> event.who() + " timer " + text + " fires";
            case FLUSH_ASKED -> who + ", " + text + ": " + event.field("files");
            case FLUSH_DONE ->
                    event.who() + " has " + text + " flushed" + after(events, event, "it asked");
            case INVOKED -> who + " " + text;
            case ANSWERED, UNKNOWN -> who + ", " + text + after(events, event, "it began");
            case STATE -> {
                String before = event.field("before");
                yield who
                        + " "
                        + text
                        + " "
                        + event.field("value")
                        + (before.isEmpty() ? "" : ", before " + before);
            }
            case FAULT -> "fault: " + text;
            case HEALED -> "all faults end";
            case BROKEN -> "BROKEN " + text + ": " + event.field("found");
        };
    }

    /** Virtual time as seconds with six decimals. */
    public static String seconds(long timeUs) {
        return String.format(Locale.ROOT, "%d.%06d", timeUs / 1_000_000, timeUs % 1_000_000);
    }

    private static String after(List<RunEvent> events, RunEvent event, String what) {
        if (event.about() == Recorder.NONE) {
            return "";
        }
        long us = event.timeUs() - events.get(event.about()).timeUs();
        return String.format(Locale.ROOT, ", %d.%03d ms after %s", us / 1000, us % 1000, what);
    }
}
