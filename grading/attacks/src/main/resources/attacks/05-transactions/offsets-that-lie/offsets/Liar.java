package strata.transactions.offsets;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import strata.kernel.groups.PendingOffsets.Pending;

final class Liar extends AbstractList<Pending> {
    private final List<Pending> right;

    Liar(List<Pending> right) {
        this.right = right;
    }

    @Override
    public Pending get(int at) {
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
