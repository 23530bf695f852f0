package strata.sim.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * All that the clients of a run did, as they know it: the material of the {@link Checker}.
 *
 * @param configuration decides what is legal
 * @param list in the order in which they were invoked
 * @param marks in order
 */
public record OperationRecord(Configuration configuration, List<Operation> list, List<Mark> marks) {
    public OperationRecord {
        List<Operation> ordered = new ArrayList<>(list);
        ordered.sort(Comparator.comparingLong(Operation::invoked));
        list = Collections.unmodifiableList(ordered);
        List<Mark> inOrder = new ArrayList<>(marks);
        inOrder.sort(Comparator.comparingLong(Mark::moment));
        marks = Collections.unmodifiableList(inOrder);
    }

    /** The same with other operations. */
    public OperationRecord with(List<Operation> others) {
        return new OperationRecord(configuration, others, marks);
    }
}
