package strata.replication;

import strata.replication.quorum.TestVoter;

final class Attack {
    private Attack() {}

    static void go() {
        TestVoter.go();
    }
}
