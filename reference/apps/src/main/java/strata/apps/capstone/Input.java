package strata.apps.capstone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What goes in, out of a seed: a menu, and then orders and their payments. Two of the same seed and
 * start tell the same, however many orders are taken.
 *
 * <p>A payment comes some orders after its order: so their join is of two transactions of the
 * application, and often of two lives of it.
 */
final class Input {
    /** Of the windows of {@link Topics#SALES}. */
    static final long WINDOW_MS = 60_000;

    /** A payment that is later than this, by the story's time, is joined with nothing. */
    static final long PAYMENT_MS_MAX = 30_000;

    private static final long STEP_MS = 50;
    private static final int DISORDER_MS = 5_000;
    private static final int PAYMENT_DELAY_MS = 45_000;
    private static final int DISHES_MAX = 4;
    private static final int CENTS_MAX = 2_000;
    private static final List<String> STATIONS = List.of("grill", "bakery", "bar", "pantry");
    private static final List<String> DISHES =
            List.of(
                    "soup", "bread", "tea", "salad", "pasta", "steak", "cake", "coffee", "juice",
                    "rice", "cheese", "plum");
    // Asked for, but on no menu: an inner join leaves it out.
    private static final String UNKNOWN = "moon";

    private final long startMs;
    private final Random random;
    private final List<Event> menu = new ArrayList<>();
    // Payments of orders that were given out, by time and then by number.
    private final PriorityQueue<Event> due =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::timestampMs).thenComparingInt(Input::numberOf));
    private int orderCount;
    private int paymentCount;

    /**
     * Of a seed.
     *
     * @param startMs where the story begins; a multiple of {@link #WINDOW_MS}
     */
    Input(long seed, long startMs) {
        this.startMs = startMs;
        this.random = new Random(seed);
        for (int i = 0; i < DISHES.size(); i++) {
            String station = STATIONS.get(i % STATIONS.size());
            int cents = 100 + random.nextInt(CENTS_MAX);
            // Before all orders: the join takes what is older first.
            menu.add(
                    new Event(
                            Topics.MENU,
                            DISHES.get(i),
                            station + " " + cents,
                            startMs - WINDOW_MS));
        }
    }

    /** The menu, which is written before all else. */
    List<Event> menu() {
        return List.copyOf(menu);
    }

    /** How many orders were given out. */
    int orderCount() {
        return orderCount;
    }

    /** The next order or payment. */
    Event next() {
        Event payment = due.peek();
        if (payment != null && payment.timestampMs() <= startMs + orderCount * STEP_MS) {
            return due.remove();
        }
        return order();
    }

    /** Whether a payment is left, when there are to be no more orders. */
    boolean hasPayment() {
        return !due.isEmpty();
    }

    /** The next payment, when there are to be no more orders. */
    Event nextPayment() {
        return due.remove();
    }

    /** Tells all of it at once: the menu, so many orders, and their payments. */
    void forEach(int orders, Consumer<Event> each) {
        menu.forEach(each);
        while (orderCount < orders) {
            each.accept(next());
        }
        while (hasPayment()) {
            each.accept(nextPayment());
        }
    }

    private Event order() {
        // What comes a little late is told late, too; but nothing comes before the beginning.
        long timestampMs =
                Math.max(startMs, startMs + orderCount * STEP_MS - random.nextInt(DISORDER_MS));
        String id = "order-" + orderCount++;
        List<String> dishes = new ArrayList<>();
        int dishCount = 1 + random.nextInt(DISHES_MAX);
        for (int i = 0; i < dishCount; i++) {
            dishes.add(
                    random.nextInt(40) == 0 ? UNKNOWN : DISHES.get(random.nextInt(DISHES.size())));
        }
        boolean isCancelled = random.nextInt(16) == 0;
        int payments = random.nextInt(10) == 0 ? 0 : random.nextInt(8) == 0 ? 2 : 1;
        for (int i = 0; i < payments; i++) {
            due.add(
                    new Event(
                            Topics.PAYMENTS,
                            id,
                            paymentCount++ + " " + (50 + random.nextInt(CENTS_MAX)),
                            timestampMs + random.nextInt(PAYMENT_DELAY_MS)));
        }
        String value = (isCancelled ? "void:" : "") + String.join(",", dishes);
        return new Event(Topics.ORDERS, id, value, timestampMs);
    }

    private static int numberOf(Event payment) {
        return Integer.parseInt(payment.value().substring(0, payment.value().indexOf(' ')));
    }
}
