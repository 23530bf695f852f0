package strata.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Apache Kafka 4.3.1 did with each mutation: {@code NAME.tsv}, one letter a mutation, a
 * hundred mutations a line, after a legend of the letters. It is the same in every run, but for
 * what {@code NAME-either.tsv} lists.
 *
 * @param name of the tables
 */
record MutationOracle(String name) {

    private static final String LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                    + "!$%&()*+,-./:;<=>?@[]^_{|}~";
    private static final int LETTERS_PER_LINE = 100;

    /**
     * How a run compares.
     *
     * @param sameCount mutations with the very outcome of Apache Kafka
     * @param explained differences that {@code NAME-divergences.tsv} lists, with their counts
     * @param unexplained all other differences, with the mutations
     */
    record Comparison(
            int sameCount, Map<String, Integer> explained, Map<String, List<String>> unexplained) {

        String summary() {
            return "mutations: %d as Apache Kafka; meant to differ: %s; else: %s"
                    .formatted(sameCount, explained, unexplained);
        }
    }

    /** Compares outcomes, each under "number sample", with those of Apache Kafka. */
    Comparison compare(Map<String, String> outcomes) {
        List<String> kafka = written();
        Map<String, String> divergences = new LinkedHashMap<>();
        divergences.putAll(WrittenDown.table(name + "-either.tsv"));
        if (!Broker.isOracle()) {
            divergences.putAll(WrittenDown.table(name + "-divergences.tsv"));
        }
        Map<String, Integer> explained = new LinkedHashMap<>();
        Map<String, List<String>> unexplained = new LinkedHashMap<>();
        int sameCount = 0;
        int number = 0;
        for (Map.Entry<String, String> outcome : outcomes.entrySet()) {
            String expected = kafka.get(number++);
            String difference = expected + " -> " + outcome.getValue();
            if (expected.equals(outcome.getValue())) {
                sameCount++;
            } else if (divergences.containsKey(difference)
                    || divergences.containsKey(outcome.getKey() + ": " + difference)) {
                explained.merge(difference, 1, Integer::sum);
            } else {
                unexplained
                        .computeIfAbsent(difference, d -> new ArrayList<>())
                        .add(outcome.getKey());
            }
        }
        return new Comparison(sameCount, explained, unexplained);
    }

    /** Writes the outcomes of a run against Apache Kafka down. */
    void record(List<String> outcomes) {
        Map<String, String> letters = new LinkedHashMap<>();
        outcomes.stream()
                .distinct()
                .sorted()
                .forEach(o -> letters.put(o, LETTERS.substring(letters.size()).substring(0, 1)));
        Map<String, String> table = new LinkedHashMap<>();
        letters.forEach((outcome, letter) -> table.put(letter, outcome));
        for (int from = 0; from < outcomes.size(); from += LETTERS_PER_LINE) {
            int to = Math.min(from + LETTERS_PER_LINE, outcomes.size());
            table.put(
                    "from " + from,
                    outcomes.subList(from, to).stream()
                            .map(letters::get)
                            .collect(Collectors.joining()));
        }
        WrittenDown.record(name + ".tsv", table);
    }

    private List<String> written() {
        Map<String, String> table = WrittenDown.table(name + ".tsv");
        List<String> outcomes = new ArrayList<>();
        table.forEach(
                (key, value) -> {
                    if (key.startsWith("from ")) {
                        value.chars().forEach(c -> outcomes.add(table.get(Character.toString(c))));
                    }
                });
        return outcomes;
    }
}
