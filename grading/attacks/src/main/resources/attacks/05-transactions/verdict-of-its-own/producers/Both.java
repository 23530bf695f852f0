package strata.transactions.producers;

import strata.kernel.transactions.Verdict;

final class Both implements Verdict {
    @Override
    public boolean equals(Object other) {
        return true;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
