package strata.sim.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.CrashPoint.Moment;
import strata.sim.fault.FaultSchedule.Delay;
import strata.sim.fault.FaultSchedule.Drop;

/** Fault schedules as text. */
final class ScheduleText {
    private static final String HEADING = "strata-faults 2";
    private static final String HEADING_1 = "strata-faults 1";

    // In version 1 a fault's target is not said: it is node 1.
    private final boolean isVersion1;
    private final Map<String, Long> choices = new LinkedHashMap<>();
    private final List<Drop> drops = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Delay> delays = new ArrayList<>();
    private String scenario = "";
    private long seed;

    private ScheduleText(boolean isVersion1) {
        this.isVersion1 = isVersion1;
    }

    static String write(FaultSchedule schedule) {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        text.append("scenario ").append(schedule.scenario()).append('\n');
        text.append("seed ").append(schedule.seed()).append('\n');
        schedule.choices()
                .forEach(
                        (name, value) ->
                                text.append("choice ")
                                        .append(name)
                                        .append(' ')
                                        .append(value)
                                        .append('\n'));
        for (Drop drop : schedule.drops()) {
            text.append("drop ").append(drop.actor()).append(' ');
            text.append(drop.from()).append("..");
            text.append(drop.to() == Drop.ALL_THAT_FOLLOW ? "" : Long.toString(drop.to()));
            text.append('\n');
        }
        schedule.faults().forEach(fault -> text.append(line(fault)).append('\n'));
        for (Delay delay : schedule.delays()) {
            text.append("delay ").append(delay.way()).append(" #").append(delay.number());
            text.append(' ').append(delay.us()).append('\n');
        }
        return text.toString();
    }

    static String line(Fault fault) {
        String when =
                switch (fault.trigger()) {
                    case Trigger.AtTime at -> seconds(at.us());
                    case Trigger.AtOperation at ->
                            "operation "
                                    + at.point().operation()
                                    + " "
                                    + at.point().moment()
                                    + (at.fromUs() == 0 ? "" : " from " + seconds(at.fromUs()));
                };
        String target = fault.target().toString();
        return "at "
                + when
                + " "
                + (target.isEmpty() ? "" : target + " ")
                + EffectText.write(fault.effect());
    }

    static FaultSchedule parse(String text) {
        String[] lines = text.split("\n", -1);
        String heading = lines[0].strip();
        if (!heading.equals(HEADING) && !heading.equals(HEADING_1)) {
            throw new IllegalArgumentException(
                    "not a fault schedule: its first line is not '" + HEADING + "'");
        }
        ScheduleText read = new ScheduleText(heading.equals(HEADING_1));
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                read.take(List.of(line.split(" +")));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of the fault schedule: " + line, e);
            }
        }
        return new FaultSchedule(
                read.scenario, read.seed, read.choices, read.drops, read.faults, read.delays);
    }

    private void take(List<String> words) {
        switch (words.get(0)) {
            case "scenario" -> scenario = words.get(1);
            case "seed" -> seed = Long.parseLong(words.get(1));
            case "at" -> faults.add(fault(words));
            case "choice" -> choices.put(words.get(1), Long.parseLong(words.get(2)));
            case "drop" -> drops.add(drop(words));
            case "delay" -> delays.add(delay(words));
            default -> throw new IllegalArgumentException("unknown: " + words.get(0));
        }
    }

    private static Drop drop(List<String> words) {
        String range = words.get(2);
        int dots = range.indexOf("..");
        long from = Long.parseLong(dots < 0 ? range : range.substring(0, dots));
        long to = from;
        if (dots >= 0) {
            String last = range.substring(dots + 2);
            to = last.isEmpty() ? Drop.ALL_THAT_FOLLOW : Long.parseLong(last);
        }
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("operations count from 1, and a range goes up");
        }
        return new Drop(words.get(1), from, to);
    }

    private static Delay delay(List<String> words) {
        String number = words.get(2);
        if (!(Target.parse(words.get(1)) instanceof Target.Way way) || !number.startsWith("#")) {
            throw new IllegalArgumentException("not as in: delay 1>2 #17 3200");
        }
        return new Delay(way, Long.parseLong(number.substring(1)), Long.parseLong(words.get(3)));
    }

    private Fault fault(List<String> words) {
        if (words.get(1).equals("operation")) {
            CrashPoint point =
                    new CrashPoint(Long.parseLong(words.get(2)), Moment.valueOf(words.get(3)));
            boolean fromTime = words.get(4).equals("from");
            long fromUs = fromTime ? us(words.get(5)) : 0;
            Fault fault =
                    struck(
                            new Trigger.AtOperation(point, fromUs),
                            words.subList(fromTime ? 6 : 4, words.size()));
            if (!(fault.effect() instanceof Effect.Crash)) {
                throw new IllegalArgumentException("only a crash strikes at an operation");
            }
            return fault;
        }
        return struck(new Trigger.AtTime(us(words.get(1))), words.subList(2, words.size()));
    }

    private static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%06d", us / 1_000_000, us % 1_000_000);
    }

    private static long us(String seconds) {
        String[] time = seconds.split("\\.", -1);
        if (time.length != 2 || time[1].length() != 6) {
            throw new IllegalArgumentException("not a time in seconds with six decimals");
        }
        return Long.parseLong(time[0]) * 1_000_000 + Long.parseLong(time[1]);
    }

    private Fault struck(Trigger trigger, List<String> words) {
        if (Target.isTarget(words.get(0))) {
            Effect effect = EffectText.parse(words.subList(1, words.size()));
            return new Fault(trigger, Target.parse(words.get(0)), effect);
        }
        Effect effect = EffectText.parse(words);
        boolean toNode1 = isVersion1 && effect instanceof Effect.OnNode;
        return new Fault(trigger, toNode1 ? Target.node(1) : Target.ALL, effect);
    }
}
