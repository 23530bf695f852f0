package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InputTest {
    private static final long START_MS = 60_000L * 1_000_000;

    private static List<Event> all(long seed, int orders) {
        List<Event> events = new ArrayList<>();
        new Input(seed, START_MS).forEach(orders, events::add);
        return events;
    }

    @Test
    void aSeedTellsTheSameEachTimeAndAnotherOneSomethingElse() {
        assertThat(all(7, 500)).isEqualTo(all(7, 500)).isNotEqualTo(all(8, 500));
    }

    @Test
    void whoStopsLaterHasTakenTheSameOrdersFirst() {
        List<Event> orders =
                all(7, 300).stream().filter(e -> e.topic().equals(Topics.ORDERS)).toList();
        List<Event> more =
                all(7, 900).stream().filter(e -> e.topic().equals(Topics.ORDERS)).toList();

        assertThat(more).hasSize(900);
        assertThat(more.subList(0, 300)).isEqualTo(orders);
    }

    @Test
    void noTwoRecordsAreAlikeAndNothingHappensBeforeTheMenu() {
        List<Event> events = all(7, 2_000);
        Set<String> seen = new LinkedHashSet<>();

        events.forEach(e -> seen.add(e.topic() + e.key() + e.value()));

        assertThat(seen).hasSameSizeAs(events);
        long menu = events.get(0).timestampMs();
        assertThat(events.stream().filter(e -> !e.topic().equals(Topics.MENU)))
                .allMatch(e -> e.timestampMs() > menu);
    }

    @Test
    void thereAreLateAndEarlyPaymentsTwoOfOneOrderAndNone() {
        Map<String, Event> orders = new HashMap<>();
        Map<String, Integer> payments = new HashMap<>();
        int late = 0;
        for (Event event : all(7, 2_000)) {
            if (event.topic().equals(Topics.ORDERS)) {
                orders.put(event.key(), event);
            } else if (event.topic().equals(Topics.PAYMENTS)) {
                payments.merge(event.key(), 1, Integer::sum);
                long afterMs =
                        event.timestampMs()
                                - Objects.requireNonNull(orders.get(event.key())).timestampMs();
                late += afterMs > Input.PAYMENT_MS_MAX ? 1 : 0;
            }
        }

        assertThat(late).isBetween(100, 1_900);
        assertThat(payments.values()).contains(1, 2);
        assertThat(payments.size()).isLessThan(orders.size());
    }
}
