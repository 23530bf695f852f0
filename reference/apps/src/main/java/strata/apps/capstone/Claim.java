package strata.apps.capstone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a topic must hold, and what of it was read so far. Records of one key are told in the order
 * of their offsets.
 */
sealed interface Claim permits Claim.Each, Claim.Running {
    /** How many records the topic must hold. */
    long expected();

    /** How many were read. */
    long read();

    void read(String key, String value);

    /** What is not as it must be, at most a few of each kind; empty when all is. */
    List<String> differences();

    /** Each of these records, so often, in whatever order. */
    final class Each implements Claim {
        // Record to how often it is still to be read: below zero once it was read too often.
        private final Map<String, Integer> open = new HashMap<>();
        private long expected;
        private long read;

        /** One more record that must be there. */
        void expect(String key, String value) {
            open.merge(text(key, value), 1, Integer::sum);
            expected++;
        }

        private static String text(String key, String value) {
            return key + " = " + value;
        }

        @Override
        public long expected() {
            return expected;
        }

        @Override
        public long read() {
            return read;
        }

        @Override
        public void read(String key, String value) {
            read++;
            // What is as it must be is forgotten: a long trial has many.
            open.compute(
                    text(key, value),
                    (record, before) -> {
                        int left = (before == null ? 0 : before) - 1;
                        return left == 0 ? null : left;
                    });
        }

        @Override
        public List<String> differences() {
            List<String> lost = new ArrayList<>();
            List<String> tooMany = new ArrayList<>();
            new TreeMap<>(open)
                    .forEach(
                            (record, left) -> {
                                if (left > 0) {
                                    lost.add("lost: " + record);
                                } else {
                                    tooMany.add("twice, or never asked for: " + record);
                                }
                            });
            return Differences.some(lost, tooMany);
        }
    }

    /**
     * Of each key a running result, {@code count} or {@code count sum}: its records must count 1,
     * 2, 3 and so on, and the last one be what was worked out.
     */
    final class Running implements Claim {
        private final Map<String, String> last = new TreeMap<>();
        private final Map<String, String> seen = new HashMap<>();
        private final List<String> jumps = new ArrayList<>();
        private long expected;
        private long read;

        /** The result of a key after all of its records. */
        void expect(String key, String result) {
            last.put(key, result);
            expected += countOf(result);
        }

        private static long countOf(String result) {
            int space = result.indexOf(' ');
            return Long.parseLong(space < 0 ? result : result.substring(0, space));
        }

        @Override
        public long expected() {
            return expected;
        }

        @Override
        public long read() {
            return read;
        }

        @Override
        public void read(String key, String value) {
            read++;
            long before = seen.containsKey(key) ? countOf(seen.get(key)) : 0;
            long now = countOf(value);
            if (now != before + 1) {
                jumps.add(
                        "%s: after %,d came %,d: %s"
                                .formatted(
                                        key,
                                        before,
                                        now,
                                        now > before ? "something is lost" : "counted twice"));
            }
            seen.put(key, value);
        }

        @Override
        public List<String> differences() {
            List<String> wrong = new ArrayList<>();
            last.forEach(
                    (key, result) -> {
                        String got = seen.getOrDefault(key, "nothing");
                        if (!got.equals(result)) {
                            wrong.add(
                                    "%s: %s is right, and %s was read".formatted(key, result, got));
                        }
                    });
            for (String key : new TreeMap<>(seen).keySet()) {
                if (!last.containsKey(key)) {
                    wrong.add(key + ": never asked for");
                }
            }
            return Differences.some(jumps, wrong);
        }
    }
}
