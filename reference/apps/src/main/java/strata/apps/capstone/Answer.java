package strata.apps.capstone;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the topics must hold in the end: worked out of the seeded input by loops and maps, with
 * nothing of Kafka in it.
 */
final class Answer {
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private final Claim.Each menu = new Claim.Each();
    private final Claim.Each orders = new Claim.Each();
    private final Claim.Each payments = new Claim.Each();
    private final Claim.Running dishes = new Claim.Running();
    private final Claim.Running sales = new Claim.Running();
    private final Claim.Each receipts = new Claim.Each();

    private final Map<String, String> prices = new HashMap<>();
    private final Map<String, Long> dishCounts = new HashMap<>();
    private final Map<String, long[]> salesByMinute = new HashMap<>();
    // What was ordered and not cancelled, until the input is over.
    private final Map<String, Event> ordersById = new HashMap<>();

    /** Of no input yet. */
    Answer() {
        claims.put(Topics.MENU, menu);
        claims.put(Topics.ORDERS, orders);
        claims.put(Topics.PAYMENTS, payments);
        claims.put(Topics.DISHES, dishes);
        claims.put(Topics.SALES, sales);
        claims.put(Topics.RECEIPTS, receipts);
    }

    /** One record more of the input; an order comes before its payments. */
    void take(Event event) {
        switch (event.topic()) {
            case Topics.MENU -> takeMenu(event);
            case Topics.ORDERS -> takeOrder(event);
            case Topics.PAYMENTS -> takePayment(event);
            default -> throw new IllegalArgumentException("no topic of the input: " + event);
        }
    }

    /** There is no more input. */
    void finish() {
        dishCounts.forEach((dish, count) -> dishes.expect(dish, Long.toString(count)));
        salesByMinute.forEach((key, sum) -> sales.expect(key, sum[0] + " " + sum[1]));
        ordersById.clear();
    }

    /** What a topic must hold. */
    Claim claim(String topic) {
        return Objects.requireNonNull(claims.get(topic));
    }

    /** How many records some of the topics must hold together. */
    long expected(List<String> topics) {
        return topics.stream().mapToLong(topic -> claim(topic).expected()).sum();
    }

    private void takeMenu(Event event) {
        menu.expect(event.key(), event.value());
        prices.put(event.key(), event.value());
    }

    private void takeOrder(Event event) {
        orders.expect(event.key(), event.value());
        if (event.value().startsWith("void:")) {
            return;
        }
        ordersById.put(event.key(), event);
        long minute = event.timestampMs() - event.timestampMs() % Input.WINDOW_MS;
        for (String dish : event.value().split(",", -1)) {
            dishCounts.merge(dish, 1L, Long::sum);
            String price = prices.get(dish);
            if (price == null) {
                continue;
            }
            String[] stationAndCents = price.split(" ", 2);
            long[] sum =
                    salesByMinute.computeIfAbsent(
                            stationAndCents[0] + "@" + minute, key -> new long[2]);
            sum[0]++;
            sum[1] += Long.parseLong(stationAndCents[1]);
        }
    }

    private void takePayment(Event event) {
        payments.expect(event.key(), event.value());
        Event order = ordersById.get(event.key());
        if (order != null && event.timestampMs() - order.timestampMs() <= Input.PAYMENT_MS_MAX) {
            receipts.expect(event.key(), order.value() + " paid " + event.value());
        }
    }
}
