package strata.transactions.coordinator;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import strata.kernel.Nullable;

/** The transactional ids that there are, in the order of their names. */
final class TransactionalIds {
    private final TreeMap<String, TransactionalId> byName = new TreeMap<>();

    @Nullable
    TransactionalId find(String name) {
        return byName.get(name);
    }

    void put(TransactionalId id) {
        byName.put(id.name(), id);
    }

    void remove(String name) {
        byName.remove(name);
    }

    Collection<TransactionalId> all() {
        return Collections.unmodifiableCollection(byName.values());
    }
}
