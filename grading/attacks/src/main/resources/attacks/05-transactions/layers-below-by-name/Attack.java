package strata.transactions;

final class Attack {
    private Attack() {}

    static void go() {
        String groups = new strata.groups.CoordinatedGroupsLayer().toString();
        String log = new strata.log.AppendLogLayer().toString();
        if (groups.equals(log)) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
