package strata.groups.group;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.Nullable;

/** The groups that there are, of either type, by their ids. An id is one group's at a time. */
public final class Groups {
    private final Map<String, Group> byId = new LinkedHashMap<>();

    /** The group of an id; null for none. */
    public @Nullable Group find(String groupId) {
        return byId.get(groupId);
    }

    /** The group of an id if it is of this class; null for none, or one of the other type. */
    public <G extends Group> @Nullable G find(String groupId, Class<G> type) {
        Group group = byId.get(groupId);
        return type.isInstance(group) ? type.cast(group) : null;
    }

    /** Adds a group; one that had its id, of whatever type, is no more. */
    public void put(Group group) {
        byId.put(group.id(), group);
    }

    /** Takes a group away, unless another has taken its id. */
    public void remove(Group group) {
        byId.remove(group.id(), group);
    }

    /** All of them, in no order that means anything. */
    public Collection<Group> all() {
        return Collections.unmodifiableCollection(byId.values());
    }
}
