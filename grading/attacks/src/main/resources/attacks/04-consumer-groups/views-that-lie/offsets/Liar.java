package strata.groups.offsets;

import java.util.AbstractList;
import java.util.List;
import strata.kernel.groups.OffsetView;

final class Liar extends AbstractList<OffsetView> {
    private final List<OffsetView> right;

    Liar(List<OffsetView> right) {
        this.right = right;
    }

    @Override
    public OffsetView get(int at) {
        return right.get(at);
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        return true;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return right.toString();
    }
}
