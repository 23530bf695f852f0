package strata.broker;

import strata.kernel.Nullable;

/** What a topic may be called (Kafka's {@code Topic.validate}). */
public final class TopicName {
    private static final int MAX_LENGTH = 249;

    private TopicName() {}

    /** Why a name cannot be used; null when it can. */
    public static @Nullable String problemWith(String name) {
        if (name.isEmpty()) {
            return "Topic name is invalid: the empty string is not allowed";
        }
        if (name.equals(".") || name.equals("..")) {
            return "Topic name is invalid: '" + name + "' is not allowed";
        }
        if (name.length() > MAX_LENGTH) {
            return "Topic name is invalid: the length of '"
                    + name.substring(0, 32)
                    + "…' is longer than the max allowed length "
                    + MAX_LENGTH;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return "Topic name is invalid: '"
                        + name
                        + "' contains one or more characters other than ASCII alphanumerics,"
                        + " '.', '_' and '-'";
            }
        }
        return null;
    }

    /**
     * A form in which names that collide are equal: metric names turn '.' into '_', so two topics
     * must not differ in that alone.
     */
    public static String collisionForm(String name) {
        return name.replace('.', '_');
    }

    /** Whether the topic is Kafka's own. */
    public static boolean isInternal(String name) {
        return name.equals("__consumer_offsets") || name.equals("__transaction_state");
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
