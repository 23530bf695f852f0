package strata.groups.assign;

import strata.groups.HiddenTestShard;
import strata.groups.classic.TestDesk;

final class Attack {
    private Attack() {}

    static void go() {
        TestDesk.go();
        HiddenTestShard.go();
    }
}
