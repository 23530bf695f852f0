package strata.groups.group;

/** Which protocol a group speaks. */
public enum GroupType {
    /** The classic one. */
    CLASSIC("classic"),
    /** The consumer one (KIP-848). */
    CONSUMER("consumer");

    private final String text;

    GroupType(String text) {
        this.text = text;
    }

    /** As ListGroups tells it. */
    public String text() {
        return text;
    }
}
