package strata.lessons.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strata test} was asked for. The command line's own parser (picocli, in cli) explains
 * these options; this JVM reads them by itself, since every class more is time that a student
 * waits.
 *
 * @param lab 1 to 5; empty when only tests are named
 * @param step as {@code 1.3}; empty for the whole lab
 * @param only ids of tests or names of their classes; empty for all
 * @param layers as {@code log=labs}; empty for the student's own
 * @param seed empty for the usual one
 * @param repeat how many times, with a new seed each
 * @param flags the options without a value
 */
record TestOptions(
        Optional<Integer> lab,
        String step,
        List<String> only,
        String layers,
        OptionalLong seed,
        int repeat,
        List<Flag> flags) {
    private static final Pattern LAB = Pattern.compile("([1-5])(\\.[1-9][0-9]?)?");
    private static final Pattern TEST = Pattern.compile("[A-Z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)?");

    /** An option without a value. */
    enum Flag {
        WATCH,
        RESUMED,
        ALL,
        JSON,
        LIST,
        COMPILE,
        WARM_UP,
        DEBUG;

        String option() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Reads a command line. */
    static TestOptions parse(List<String> words) throws UsageFault {
        Reader reader = new Reader(words);
        reader.readAll();
        // Who names a class, and tests of it by --only, wants those alone.
        List<String> only = reader.only.isEmpty() ? reader.named : reader.only;
        if (reader.lab.isEmpty() && only.isEmpty()) {
            throw new UsageFault("say which lab, step or test: strata test 1, strata test 1.3");
        }
        return new TestOptions(
                reader.lab,
                reader.step,
                List.copyOf(only),
                reader.layers,
                reader.seed,
                reader.repeat,
                List.copyOf(reader.flags));
    }

    private static final class Reader {
        private final List<String> words;
        private int next;
        private Optional<Integer> lab = Optional.empty();
        private String step = "";
        private final List<String> named = new ArrayList<>();
        private final List<String> only = new ArrayList<>();
        private String layers = "";
        private OptionalLong seed = OptionalLong.empty();
        private int repeat = 1;
        private final List<Flag> flags = new ArrayList<>();

        Reader(List<String> words) {
            this.words = words;
        }

        void readAll() throws UsageFault {
            while (next < words.size()) {
                String word = words.get(next++);
                if (!word.startsWith("-")) {
                    readTarget(word);
                } else if (!readFlag(word)) {
                    int equals = word.indexOf('=');
                    String option = equals < 0 ? word : word.substring(0, equals);
                    readOption(option, equals < 0 ? value(option) : word.substring(equals + 1));
                }
            }
        }

        private boolean readFlag(String word) {
            for (Flag flag : Flag.values()) {
                if (flag.option().equals(word)) {
                    flags.add(flag);
                    return true;
                }
            }
            return false;
        }

        private String value(String option) throws UsageFault {
            if (next == words.size()) {
                throw new UsageFault("a value is missing after " + option);
            }
            return words.get(next++);
        }

        private void readOption(String option, String value) throws UsageFault {
            switch (option) {
                case "--only" -> {
                    for (String test : value.split(",", -1)) {
                        readTest(test, only);
                    }
                }
                case "--layers" -> layers = value;
                case "--seed" -> seed = OptionalLong.of(number(option, value, Long.MIN_VALUE));
                case "--repeat" -> repeat = (int) Math.min(number(option, value, 1), 1_000_000);
                default -> throw new UsageFault("there is no option " + option);
            }
        }

        private void readTarget(String word) throws UsageFault {
            Matcher matcher = LAB.matcher(word);
            if (!matcher.matches()) {
                readTest(word, named);
            } else if (lab.isPresent()) {
                throw new UsageFault("one lab or step at a time, please");
            } else {
                lab = Optional.of(Integer.parseInt(matcher.group(1)));
                step = matcher.group(2) == null ? "" : word;
            }
        }

        private static void readTest(String word, List<String> tests) throws UsageFault {
            if (!TEST.matcher(word).matches()) {
                throw new UsageFault(
                        "'"
                                + word
                                + "' is neither a lab (1 to 5), nor a step (as in 1.3), nor a test"
                                + " (as in VarintsTest.name)");
            }
            tests.add(word);
        }

        private static long number(String option, String value, long min) throws UsageFault {
            try {
                long number = Long.parseLong(value);
                if (number >= min) {
                    return number;
                }
            } catch (NumberFormatException none) {
                // Told below.
            }
            throw new UsageFault("'" + value + "' is no number for " + option);
        }
    }
}
