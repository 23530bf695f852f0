package strata.groups.assign;

final class Attack {
    private Attack() {}

    static void go() {
        String log = new strata.log.AppendLogLayer().toString();
        String segments = new strata.segments.SegmentLogLayer().toString();
        if (log.equals(segments)) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
