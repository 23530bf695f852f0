package strata.apps.capstone;

import java.util.List;

/** The topics of the trial; what the application makes for itself beside them is its own affair. */
final class Topics {
    /** Dish to {@code station cents}. */
    static final String MENU = "menu";

    /** Order to its dishes, {@code soup,tea,tea}; what is cancelled begins with {@code void:}. */
    static final String ORDERS = "orders";

    /** Order to {@code payment cents}: its number, and how much. */
    static final String PAYMENTS = "payments";

    /** Word count: dish to how often it was ordered so far. */
    static final String DISHES = "dish-count";

    /** Windowed aggregate: {@code station@minute} to {@code count cents} so far. */
    static final String SALES = "sales-per-minute";

    /** Join of two streams: order to what it was and what was paid for it within the window. */
    static final String RECEIPTS = "receipts";

    static final int PARTITION_COUNT = 3;

    private Topics() {}

    static List<String> inputs() {
        return List.of(MENU, ORDERS, PAYMENTS);
    }

    static List<String> outputs() {
        return List.of(DISHES, SALES, RECEIPTS);
    }

    static List<String> all() {
        return List.of(MENU, ORDERS, PAYMENTS, DISHES, SALES, RECEIPTS);
    }
}
