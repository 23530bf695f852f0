package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.ImplicitLinkedHashCollection;
import org.apache.kafka.common.utils.ImplicitLinkedHashMultiCollection;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;

/** Names of equal hash cost an answer no more than others. */
final class UnhashedTest {
    private static final int COUNT = 1_000;

    // Every hash code that a collection asked for.
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void noTwoElementsAreAddedUnderTheSameHash() {
        ImplicitLinkedHashMultiCollection<Topic> topics =
                new ImplicitLinkedHashMultiCollection<>(Unhashed.capacity(COUNT));

        for (int i = 0; i < COUNT; i++) {
            Unhashed.add(topics, new Topic(), Topic::setName, HostileNamesTest.colliding(i));
        }

        assertThat(asked).hasSize(COUNT).doesNotHaveDuplicates();
    }

    @Test
    void elementsHaveTheirNamesAndOrderInTheEnd() {
        ImplicitLinkedHashMultiCollection<Topic> topics =
                new ImplicitLinkedHashMultiCollection<>(Unhashed.capacity(3));

        Unhashed.add(topics, new Topic(), Topic::setName, "b");
        Unhashed.add(topics, new Topic(), Topic::setName, null);
        Unhashed.add(topics, new Topic(), Topic::setName, "a");

        assertThat(topics).extracting(topic -> topic.name).containsExactly("b", null, "a");
    }

    private final class Topic implements ImplicitLinkedHashCollection.Element {
        private @Nullable String name;
        private int prev = ImplicitLinkedHashCollection.INVALID_INDEX;
        private int next = ImplicitLinkedHashCollection.INVALID_INDEX;

        void setName(@Nullable String name) {
            this.name = name;
        }

        @Override
        public int hashCode() {
            int hash = name == null ? 0 : name.hashCode();
            asked.add(hash);
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int prev() {
            return prev;
        }

        @Override
        public void setPrev(int prev) {
            this.prev = prev;
        }

        @Override
        public int next() {
            return next;
        }

        @Override
        public void setNext(int next) {
            this.next = next;
        }
    }
}
