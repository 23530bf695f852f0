package strata.groups.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines<String> deadlines = new Deadlines<>();

    @Test
    void theOneWhoseTimeIsUpFirstComesFirstAndOnce() {
        deadlines.set("late", 30L);
        deadlines.set("early", 10L);

        assertThat(deadlines.nextDueMs()).isEqualTo(10L);
        assertThat(deadlines.poll(9L)).isNull();
        assertThat(deadlines.poll(30L)).isEqualTo("early");
        assertThat(deadlines.poll(30L)).isEqualTo("late");
        assertThat(deadlines.poll(30L)).isNull();
        assertThat(deadlines.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aDeadlineThatWasMovedIsKeptAtItsNewTimeOnly() {
        deadlines.set("later", 10L);
        deadlines.set("later", 20L);
        deadlines.set("sooner", 30L);
        deadlines.set("sooner", 5L);

        assertThat(deadlines.poll(5L)).isEqualTo("sooner");
        assertThat(deadlines.poll(19L)).isNull();
        assertThat(deadlines.poll(20L)).isEqualTo("later");
        assertThat(deadlines.poll(100L)).isNull();
    }

    @Test
    void whatWasCancelledNeverComes() {
        deadlines.set("gone", 10L);
        deadlines.set("stays", 20L);

        deadlines.cancel("gone");

        assertThat(deadlines.nextDueMs()).isEqualTo(20L);
        assertThat(deadlines.poll(50L)).isEqualTo("stays");
        assertThat(deadlines.dueMs("gone")).isNull();
    }

    @Test
    void itTellsTheTimeThatWasSetLast() {
        deadlines.set("a", 10L);
        deadlines.set("a", 70L);

        assertThat(deadlines.dueMs("a")).isEqualTo(70L);
    }

    @Test
    void throughAnyHistoryNobodyComesTooEarlyOrIsForgotten() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Deadlines<Integer> tested = new Deadlines<>();
            Map<Integer, Long> model = new TreeMap<>();
            for (long nowMs = 0; nowMs < 400; nowMs++) {
                int key = random.nextInt(20);
                if (random.nextInt(4) == 0) {
                    tested.cancel(key);
                    model.remove(key);
                } else {
                    long dueMs = nowMs + random.nextInt(60);
                    tested.set(key, dueMs);
                    model.put(key, dueMs);
                }
                long firstMs = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
                assertThat(tested.nextDueMs()).isLessThanOrEqualTo(firstMs);
                for (Integer due = tested.poll(nowMs); due != null; due = tested.poll(nowMs)) {
                    assertThat(model.remove(due)).isLessThanOrEqualTo(nowMs);
                }
                long now = nowMs;
                assertThat(model.values()).allMatch(dueMs -> dueMs > now);
            }
        }
    }
}
