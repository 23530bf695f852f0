package strata.sim.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.disk.CrashMode;

/** Effects as they stand in a fault schedule: a name, then {@code name=value} words. */
final class EffectText {
    private static final String UNTIL_HEALED = "until-healed";
    private static final String BETWEEN_GROUPS = "|";

    private EffectText() {}

    static String write(Effect effect) {
        return switch (effect) {
            case Effect.Crash crash ->
                    "crash mode=" + crash.mode() + " tear=" + crash.tear() + down(crash.downUs());
            case Effect.Restart restart -> "restart" + down(restart.downUs());
            case Effect.Start start -> "start";
            case Effect.Pause pause -> "pause" + lasting(pause.forUs());
            case Effect.SlowNode slow ->
                    "slow-node factor=" + slow.factor() + lasting(slow.forUs());
            case Effect.FailReads fail -> "fail-reads count=" + fail.count();
            case Effect.FailWrites fail -> "fail-writes count=" + fail.count();
            case Effect.FillDisk fill -> "fill-disk" + lasting(fill.forUs());
            case Effect.SlowDisk slow ->
                    "slow-disk factor=" + slow.factor() + lasting(slow.forUs());
            case Effect.FlipBit flip -> "flip-bit pick=" + flip.pick();
            case Effect.SkewClock skew -> "skew-clock ms=" + skew.ms();
            case Effect.DriftClock drift ->
                    "drift-clock per-mille=" + drift.perMille() + lasting(drift.forUs());
            case Effect.Cut cut -> "cut" + lasting(cut.forUs());
            case Effect.SlowLink slow ->
                    "slow-link factor=" + slow.factor() + lasting(slow.forUs());
            case Effect.ResetConnection reset -> "reset-connection";
            case Effect.Split split -> "split " + groups(split) + lasting(split.forUs());
            case Effect.ResetConnections reset -> "reset-connections";
            case Effect.Heal heal -> "heal";
        };
    }

    static Effect parse(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        if (words.get(0).equals("split")) {
            return split(rest);
        }
        Fields fields = Fields.of(rest);
        return switch (words.get(0)) {
            case "crash" ->
                    new Effect.Crash(
                            CrashMode.valueOf(fields.text("mode")),
                            fields.number("tear"),
                            fields.us("down-us"));
            case "restart" -> new Effect.Restart(fields.us("down-us"));
            case "start" -> new Effect.Start();
            case "pause" -> new Effect.Pause(fields.us("for-us"));
            case "slow-node" -> new Effect.SlowNode(fields.count("factor"), fields.us("for-us"));
            case "fail-reads" -> new Effect.FailReads(fields.count("count"));
            case "fail-writes" -> new Effect.FailWrites(fields.count("count"));
            case "fill-disk" -> new Effect.FillDisk(fields.us("for-us"));
            case "slow-disk" -> new Effect.SlowDisk(fields.count("factor"), fields.us("for-us"));
            case "flip-bit" -> new Effect.FlipBit(fields.number("pick"));
            case "skew-clock" -> new Effect.SkewClock(fields.number("ms"));
            case "drift-clock" ->
                    new Effect.DriftClock(fields.count("per-mille"), fields.us("for-us"));
            case "cut" -> new Effect.Cut(fields.us("for-us"));
            case "slow-link" -> new Effect.SlowLink(fields.count("factor"), fields.us("for-us"));
            case "reset-connection" -> new Effect.ResetConnection();
            case "reset-connections" -> new Effect.ResetConnections();
            case "heal" -> new Effect.Heal();
            default -> throw new IllegalArgumentException("unknown fault: " + words.get(0));
        };
    }

    private static String down(long us) {
        return " down-us=" + length(us);
    }

    private static String lasting(long us) {
        return " for-us=" + length(us);
    }

    private static String length(long us) {
        return us == Effect.UNTIL_HEALED ? UNTIL_HEALED : Long.toString(us);
    }

    private static String groups(Effect.Split split) {
        List<String> groups = new ArrayList<>();
        split.groups().forEach(group -> groups.add(String.join(" ", group)));
        return String.join(" " + BETWEEN_GROUPS + " ", groups);
    }

    private static Effect split(List<String> words) {
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        int at = 0;
        while (at < words.size() && words.get(at).indexOf('=') < 0) {
            if (words.get(at).equals(BETWEEN_GROUPS)) {
                groups.add(group);
                group = new ArrayList<>();
            } else {
                group.add(words.get(at));
            }
            at++;
        }
        groups.add(group);
        if (groups.size() < 2 || groups.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a split has two groups at least: split 1 | 2 3");
        }
        long forUs = Fields.of(words.subList(at, words.size())).us("for-us");
        return new Effect.Split(groups, forUs);
    }

    /** The {@code name=value} words of a line. */
    private record Fields(Map<String, String> values) {
        static Fields of(List<String> words) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("no value: " + word);
                }
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
            return new Fields(values);
        }

        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        int count(String name) {
            return Integer.parseInt(text(name));
        }

        long us(String name) {
            return text(name).equals(UNTIL_HEALED) ? Effect.UNTIL_HEALED : number(name);
        }
    }
}
