package strata.replication;

import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.SimDisk;

final class Attack {
    private static final Storage SAFE = new SimDisk(new SeededRandom(1)).mount();

    private Attack() {}

    static void go() {
        SAFE.open("quorum-state").close();
    }
}
