package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Small inputs whose answer a person sees. */
final class AnswerTest {
    private static final long MINUTE_MS = 60_000;

    private static Answer answer(Event... events) {
        Answer answer = new Answer();
        List.of(events).forEach(answer::take);
        answer.finish();
        return answer;
    }

    private static Event menu(String dish, String price) {
        return new Event(Topics.MENU, dish, price, 0);
    }

    private static Event order(String id, String dishes, long timestampMs) {
        return new Event(Topics.ORDERS, id, dishes, timestampMs);
    }

    private static Event payment(String id, String value, long timestampMs) {
        return new Event(Topics.PAYMENTS, id, value, timestampMs);
    }

    private static Claim claim(Answer answer, String topic) {
        return answer.claim(topic);
    }

    @Test
    void eachDishIsCountedButNotOfCancelledOrders() {
        Claim dishes =
                claim(
                        answer(
                                menu("soup", "bar 300"),
                                order("a", "soup,tea,soup", 5),
                                order("b", "void:soup", 6)),
                        Topics.DISHES);

        dishes.read("soup", "1");
        dishes.read("tea", "1");
        dishes.read("soup", "2");

        assertThat(dishes.expected()).isEqualTo(3);
        assertThat(dishes.differences()).isEmpty();
    }

    @Test
    void aStationsMinuteSumsWhatTheMenuSays() {
        Claim sales =
                claim(
                        answer(
                                menu("soup", "bar 300"),
                                menu("tea", "bar 200"),
                                order("a", "soup,moon,tea", MINUTE_MS - 1),
                                order("b", "tea", MINUTE_MS)),
                        Topics.SALES);

        sales.read("bar@0", "1 200");
        sales.read("bar@60000", "1 200");
        sales.read("bar@0", "2 500");

        assertThat(sales.expected()).isEqualTo(3);
        assertThat(sales.differences()).isEmpty();
    }

    @Test
    void aReceiptIsOfAnOrderAndAPaymentWithinTheWindow() {
        Claim receipts =
                claim(
                        answer(
                                order("a", "soup", 10),
                                order("b", "tea", 10),
                                order("c", "void:tea", 10),
                                payment("a", "0 70", 10 + Input.PAYMENT_MS_MAX),
                                payment("b", "1 80", 11 + Input.PAYMENT_MS_MAX),
                                payment("c", "2 90", 20)),
                        Topics.RECEIPTS);

        receipts.read("a", "soup paid 0 70");

        assertThat(receipts.expected()).isEqualTo(1);
        assertThat(receipts.differences()).isEmpty();
    }

    @Test
    void whatIsExpectedOfTopicsIsTheirSum() {
        Answer answer = answer(order("a", "soup", 10), payment("a", "0 70", 10));

        assertThat(answer.expected(Topics.inputs())).isEqualTo(2);
        assertThat(answer.expected(Topics.outputs())).isEqualTo(2);
    }
}
