package strata.transactions.coordinator;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import strata.kernel.TopicPartition;

final class Liar extends AbstractList<TopicPartition> {
    private final List<TopicPartition> right;

    Liar(List<TopicPartition> right) {
        this.right = right;
    }

    @Override
    public TopicPartition get(int at) {
        return right.get(at);
    }

    @Override
    public int size() {
        return right.size() / 2;
    }

    @Override
    public boolean containsAll(Collection<?> all) {
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return true;
    }

    @Override
    public int hashCode() {
        return right.hashCode();
    }

    @Override
    public String toString() {
        return right.toString();
    }
}
