package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import strata.sim.disk.CrashPoint;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Target;
import strata.sim.fault.Trigger;
import strata.sim.record.EventKind;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * Ties crashes to a time that were tied to the number of an operation of the disk. That number
 * counts from the start, so that nothing before could be left out: with fewer writes the crash
 * would come much later. Where the crash must hit an operation in its middle, the operation is
 * counted from shortly before.
 */
final class CrashTimes {
    // How long before the crash the counting begins: long turns wait for several operations.
    private static final long[] BEFORE_US = {50, 200, 1_000, 5_000};
    private static final int OPERATIONS_MAX = 8;

    private CrashTimes() {}

    static void pass(Trials trials) {
        for (int i = 0; i < trials.schedule().faults().size(); i++) {
            Fault fault = trials.schedule().faults().get(i);
            if (fault.trigger() instanceof Trigger.AtOperation at && at.fromUs() == 0) {
                tie(trials, i, at.point());
            }
        }
    }

    private static void tie(Trials trials, int index, CrashPoint point) {
        Fault fault = trials.schedule().faults().get(index);
        for (long us : crashesOf(fault.target(), trials.recordOfBest())) {
            for (Trigger trigger : triggers(us, point.moment())) {
                if (trials.stillFails(with(trials, index, trigger))) {
                    return;
                }
            }
        }
    }

    private static FaultSchedule with(Trials trials, int index, Trigger trigger) {
        List<Fault> faults = new ArrayList<>(trials.schedule().faults());
        Fault fault = faults.get(index);
        faults.set(index, new Fault(trigger, fault.target(), fault.effect()));
        return trials.schedule().with(faults);
    }

    /** A plain time first: then it may become a stop in good order, too. */
    private static List<Trigger> triggers(long us, CrashPoint.Moment moment) {
        List<Trigger> triggers = new ArrayList<>();
        triggers.add(new Trigger.AtTime(us));
        for (long before : BEFORE_US) {
            for (int operation = 1; operation <= OPERATIONS_MAX && before < us; operation++) {
                CrashPoint point = new CrashPoint(operation, moment);
                triggers.add(new Trigger.AtOperation(point, us - before));
            }
        }
        return triggers;
    }

    /** When a node crashed. */
    private static List<Long> crashesOf(Target target, RunRecord record) {
        List<Long> times = new ArrayList<>();
        for (RunEvent event : record.events()) {
            if (event.kind() == EventKind.CRASHED && event.who().equals(target.toString())) {
                times.add(event.timeUs());
            }
        }
        return times;
    }
}
