package strata.replication;

import strata.replication.quorum.Spy;

final class Attack {
    private Attack() {}

    static void go() {
        Spy.go();
    }
}
