package strata.groups.classic;

/** Something of a classic group that has time until a deadline. Each is equal to itself only. */
final class Alarm {
    /** What follows when the time is up. */
    enum Kind {
        /** A member, or who has been given an id to join with, was not heard of: it is removed. */
        SESSION,
        /** Members that are to join have had their time: the generation begins without others. */
        JOIN,
        /** Members that are to fetch their assignment have had their time: others rebalance. */
        SYNC
    }

    final Kind kind;
    final ClassicGroup group;

    /** Whose session it is; empty for the group's own alarms. */
    final String memberId;

    Alarm(Kind kind, ClassicGroup group, String memberId) {
        this.kind = kind;
        this.group = group;
        this.memberId = memberId;
    }
}
