package strata.kernel.groups;

/** The types of keys, as a key's first two bytes tell them. */
final class KeyType {
    /** LegacyOffsetCommitKey: written before Kafka 0.9. */
    static final short OLD_OFFSET = 0;

    static final short OFFSET = 1;
    static final short CLASSIC_GROUP = 2;
    static final short CONSUMER_GROUP = 3;
    static final short MEMBER = 5;
    static final short TARGET = 6;
    static final short MEMBER_TARGET = 7;
    static final short MEMBER_CURRENT = 8;
    static final short EXPRESSION = 16;

    private KeyType() {}

    static short of(GroupKey key) {
        return switch (key) {
            case GroupKey.Offset k -> OFFSET;
            case GroupKey.ClassicGroup k -> CLASSIC_GROUP;
            case GroupKey.ConsumerGroup k -> CONSUMER_GROUP;
            case GroupKey.Member k -> MEMBER;
            case GroupKey.Target k -> TARGET;
            case GroupKey.MemberTarget k -> MEMBER_TARGET;
            case GroupKey.MemberCurrent k -> MEMBER_CURRENT;
            case GroupKey.Expression k -> EXPRESSION;
        };
    }
}
