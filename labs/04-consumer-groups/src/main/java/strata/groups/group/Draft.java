package strata.groups.group;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.Response;

/** A decision in the making. */
public final class Draft {
    private final List<GroupRecord> events = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    /** Something is true from now on. */
    public void store(GroupKey key, GroupValue value) {
        events.add(new GroupRecord(key, value));
    }

    /** Something is not true any more. */
    public void remove(GroupKey key) {
        events.add(new GroupRecord(key, null));
    }

    /** Stores records, tombstones among them, in their order. */
    public void storeAll(List<GroupRecord> records) {
        events.addAll(records);
    }

    /** Answers one who waits; each is answered once. */
    public void answer(long waiter, Response response) {
        answers.add(new Answer(waiter, response));
    }

    /** Whether it stores something. */
    public boolean storesSomething() {
        return !events.isEmpty();
    }

    /** How many records it stores. */
    public int eventCount() {
        return events.size();
    }

    /** The decision made of it, or null when there is nothing in it. */
    public @Nullable Decision<GroupRecord, List<Answer>> decisionIfAny() {
        return events.isEmpty() && answers.isEmpty() ? null : decision();
    }

    /** The decision made of it. */
    public Decision<GroupRecord, List<Answer>> decision() {
        return new Decision<>(List.copyOf(events), List.copyOf(answers));
    }
}
