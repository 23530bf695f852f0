package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.Nullable;
import strata.sim.SimNode;
import strata.sim.disk.DiskAction;
import strata.sim.disk.DiskOperation;

/** The logs on a node's disk. */
final class DiskLogs {
    private final SimNode node;
    private final Map<String, DiskLog> logs = new LinkedHashMap<>();
    private int life;

    DiskLogs(SimNode node) {
        this.node = node;
        node.disk().watch(this::sees);
    }

    /** The log in a directory. */
    DiskLog of(String directory) {
        if (life != node.lives()) {
            life = node.lives();
            logs.values().forEach(DiskLog::crashed);
        }
        DiskLog log = logs.get(directory);
        if (log == null) {
            log = new DiskLog(node.disk(), directory);
            logs.put(directory, log);
        }
        return log;
    }

    private void sees(DiskAction action) {
        if (action.kind() == DiskOperation.RENAME) {
            // Of a file or of a whole directory.
            logs.forEach(
                    (directory, log) -> {
                        if (action.name().contains(directory)) {
                            log.sees(action);
                        }
                    });
            return;
        }
        DiskLog log = logAt(action.name());
        if (log != null) {
            log.sees(action);
        }
    }

    private @Nullable DiskLog logAt(String name) {
        int slash = name.indexOf('/');
        return logs.get(slash < 0 ? name : name.substring(0, slash));
    }
}
