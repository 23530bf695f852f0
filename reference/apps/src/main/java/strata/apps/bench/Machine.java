package strata.apps.bench;

import java.lang.management.ManagementFactory;

/**
 * Where a bench ran.
 *
 * @param loadAverage of the last minute when the bench began; negative where the system has none. A
 *     machine that is busy with something else gives figures that mean little
 */
record Machine(String system, int processors, double loadAverage) {

    static Machine here() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                system.getAvailableProcessors(),
                system.getSystemLoadAverage());
    }

    boolean isBusy() {
        return loadAverage > processors * 0.25;
    }
}
