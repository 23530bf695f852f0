package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says for people what a fault's line in a schedule says for programs. */
final class FaultWords {
    private static final String FOR = "for-us=";

    private FaultWords() {}

    /** The words for a line without its time; the line itself where there are none. */
    static String of(String line) {
        List<String> words = List.of(line.split(" "));
        if (words.size() >= 2 && words.get(0).equals("split")) {
            return split(words);
        }
        String target = words.get(0);
        int arrow = target.indexOf('>');
        if (words.size() < 2) {
            return line.equals("reset-connections")
                    ? "all connections are reset"
                    : "fault: " + line;
        }
        if (arrow < 0) {
            return ofNode(name(target), words, line);
        }
        String from = name(target.substring(0, arrow));
        String to = name(target.substring(arrow + 1));
        return switch (words.get(1)) {
            case "cut" -> "nothing gets from " + from + " to " + to + lasting(words);
            case "slow-link" ->
                    "what "
                            + from
                            + " sends to "
                            + to
                            + " takes "
                            + valueOf(words, "factor=")
                            + " times as long"
                            + lasting(words);
            case "reset-connection" ->
                    "the connection that " + from + " has opened to " + to + " is reset";
            default -> "fault: " + line;
        };
    }

    private static String ofNode(String node, List<String> words, String line) {
        String factor = valueOf(words, "factor=");
        return switch (words.get(1)) {
            case "slow-node" ->
                    node + "'s turns take " + factor + " times as long" + lasting(words);
            case "slow-disk" ->
                    node + "'s disk takes " + factor + " times as long" + lasting(words);
            case "fill-disk" -> node + "'s disk is full" + lasting(words);
            case "fail-reads" -> node + "'s disk fails at the next read" + times(words);
            case "fail-writes" -> node + "'s disk fails at the next write or flush" + times(words);
            case "flip-bit" -> "one bit on " + node + "'s disk turns";
            case "skew-clock" -> node + "'s wall clock jumps by " + valueOf(words, "ms=") + " ms";
            case "drift-clock" ->
                    node + "'s clock runs wrong by " + perMille(words) + lasting(words);
            default -> "fault: " + line;
        };
    }

    private static String perMille(List<String> words) {
        String by = valueOf(words, "per-mille=");
        return by.startsWith("-")
                ? by.substring(1) + " per mille, slow,"
                : by + " per mille, fast,";
    }

    private static String times(List<String> words) {
        String count = valueOf(words, "count=");
        return count.equals("1") ? "" : ", " + count + " times";
    }

    private static String split(List<String> words) {
        List<String> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            if (word.equals("|")) {
                groups.add(String.join(" and ", group));
                group = new ArrayList<>();
            } else if (word.indexOf('=') < 0) {
                group.add(name(word));
            }
        }
        groups.add(String.join(" and ", group));
        return "split: nothing gets from "
                + String.join(" to ", groups)
                + ", or back,"
                + lasting(words);
    }

    private static String lasting(List<String> words) {
        String us = valueOf(words, FOR);
        if (us.isEmpty()) {
            return "";
        }
        return us.chars().allMatch(Character::isDigit)
                ? String.format(Locale.ROOT, " for %.3f s", Long.parseLong(us) / 1e6)
                : " until all faults end";
    }

    private static String valueOf(List<String> words, String key) {
        for (String word : words) {
            if (word.startsWith(key)) {
                return word.substring(key.length());
            }
        }
        return "";
    }

    /** Nodes have bare numbers in a schedule. */
    private static String name(String host) {
        return !host.isEmpty() && Character.isDigit(host.charAt(0)) ? "n" + host : host;
    }
}
