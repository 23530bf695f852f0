package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What must hold of a topic that one producer wrote the whole data set to. */
final class ReadBack {

    private ReadBack() {}

    /**
     * Checks that {@code stored} is {@code written}: nothing lost, nothing twice, key for key and
     * value for value, each partition in the order of the writing and with offsets from 0 without a
     * gap, and all records of a key in one partition.
     */
    static void assertIsWhatWasWritten(List<Flights.Row> written, List<StoredRow> stored) {
        Map<String, Integer> partitionOfKey = new LinkedHashMap<>();
        for (StoredRow row : stored) {
            Integer before = partitionOfKey.putIfAbsent(row.key(), row.partition());
            assertThat(before)
                    .as("the partition of another record with the key of %s", row)
                    .isIn(null, row.partition());
        }
        assertThat(partitionOfKey.keySet())
                .as("the keys that are stored")
                .containsExactlyInAnyOrderElementsOf(
                        written.stream().map(Flights.Row::key).distinct().toList());
        Map<Integer, List<Flights.Row>> expected =
                written.stream()
                        .collect(
                                Collectors.groupingBy(
                                        row -> partitionOfKey.getOrDefault(row.key(), -1)));
        Map<Integer, List<StoredRow>> actual =
                stored.stream().collect(Collectors.groupingBy(StoredRow::partition));
        actual.forEach(
                (partition, rows) -> {
                    assertThat(rows.stream().map(StoredRow::offset).toList())
                            .as("offsets of partition %d", partition)
                            .isEqualTo(LongStream.range(0, rows.size()).boxed().toList());
                    assertThat(firstDifference(expected.getOrDefault(partition, List.of()), rows))
                            .as("first difference in partition %d", partition)
                            .isEmpty();
                });
        assertThat(stored.size()).as("count of all rows").isEqualTo(written.size());
    }

    /** Checks that what was read is the beginning of what was written, in one partition. */
    static void assertIsPrefixInOrder(List<Flights.Row> written, List<StoredRow> read) {
        List<Flights.Row> beginning = written.subList(0, Math.min(read.size(), written.size()));
        assertThat(firstDifference(beginning, read)).as("first difference").isEmpty();
    }

    /** Says where the two part, in one line: thousands of rows would help nobody. */
    private static Optional<String> firstDifference(
            List<Flights.Row> expected, List<StoredRow> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            StoredRow row = actual.get(i);
            if (!expected.get(i).equals(new Flights.Row(row.key(), row.value()))) {
                return Optional.of("not " + expected.get(i) + " but " + row);
            }
        }
        return expected.size() == actual.size()
                ? Optional.empty()
                : Optional.of(actual.size() + " rows, not " + expected.size());
    }
}
