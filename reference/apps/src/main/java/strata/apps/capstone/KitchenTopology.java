package strata.apps.capstone;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.WindowStore;

/**
 * What the application does: filter, flat map, word count; a join with a table, map, windowed
 * aggregate; a join of two streams in a window. Every update goes out, so that a result which was
 * worked out twice, or not at all, is seen in the output.
 */
final class KitchenTopology {
    /** Nothing of a trial is ever too late. */
    private static final Duration GRACE = Duration.ofHours(24);

    private static final Serde<String> TEXT = Serdes.String();

    private KitchenTopology() {}

    static Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> orders =
                builder.stream(Topics.ORDERS, Consumed.with(TEXT, TEXT))
                        .filter((id, dishes) -> !dishes.startsWith("void:"));
        KStream<String, String> dishes =
                orders.flatMap(
                                (id, text) ->
                                        List.of(text.split(",", -1)).stream()
                                                .map(dish -> KeyValue.pair(dish, id))
                                                .toList())
                        .repartition(
                                Repartitioned.<String, String>as("dishes")
                                        .withKeySerde(TEXT)
                                        .withValueSerde(TEXT)
                                        .withNumberOfPartitions(Topics.PARTITION_COUNT));
        count(dishes);
        sell(dishes, builder.table(Topics.MENU, Consumed.with(TEXT, TEXT)));
        settle(orders, builder.stream(Topics.PAYMENTS, Consumed.with(TEXT, TEXT)));
        return builder.build();
    }

    private static void count(KStream<String, String> dishes) {
        dishes.groupByKey(Grouped.with(TEXT, TEXT))
                .count(Materialized.as("dish-count"))
                .toStream()
                .mapValues(String::valueOf)
                .to(Topics.DISHES, Produced.with(TEXT, TEXT));
    }

    private static void sell(KStream<String, String> dishes, KTable<String, String> menu) {
        dishes.join(menu, (order, sold) -> sold, Joined.with(TEXT, TEXT, TEXT))
                .map(
                        (dish, sold) -> {
                            String[] words = sold.split(" ", 2);
                            return KeyValue.pair(words[0], words[1]);
                        })
                .groupByKey(
                        Grouped.<String, String>as("stations")
                                .withKeySerde(TEXT)
                                .withValueSerde(TEXT))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(Input.WINDOW_MS), GRACE))
                .aggregate(
                        () -> "0 0",
                        (station, cents, sum) -> added(sum, cents),
                        Materialized.<String, String, WindowStore<Bytes, byte[]>>as("sales")
                                .withKeySerde(TEXT)
                                .withValueSerde(TEXT))
                .toStream((window, sum) -> window.key() + "@" + window.window().start())
                .to(Topics.SALES, Produced.with(TEXT, TEXT));
    }

    /** {@code count cents}, and one more. */
    private static String added(String sum, String cents) {
        String[] words = sum.split(" ", 2);
        long count = Long.parseLong(words[0]) + 1;
        return count + " " + (Long.parseLong(words[1]) + Long.parseLong(cents));
    }

    private static void settle(KStream<String, String> orders, KStream<String, String> payments) {
        orders.join(
                        payments,
                        (dishes, payment) -> dishes + " paid " + payment,
                        JoinWindows.ofTimeDifferenceAndGrace(
                                Duration.ofMillis(Input.PAYMENT_MS_MAX), GRACE),
                        StreamJoined.with(TEXT, TEXT, TEXT)
                                .withName("receipts")
                                .withStoreName("receipts"))
                .to(Topics.RECEIPTS, Produced.with(TEXT, TEXT));
    }
}
