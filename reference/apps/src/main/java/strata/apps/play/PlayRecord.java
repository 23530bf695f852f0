package strata.apps.play;

import java.util.List;

/**
 * A record of the story.
 *
 * @param partition it goes to
 * @param offset that it got; -1 before it has one
 * @param key may be empty, then it has none
 * @param headers as {@code name=value}
 */
record PlayRecord(int partition, long offset, String key, String value, List<String> headers) {
    PlayRecord at(long newOffset) {
        return new PlayRecord(partition, newOffset, key, value, headers);
    }

    /** One line for a person. */
    String text() {
        return (key.isEmpty() ? "" : key + " = ")
                + value
                + (headers.isEmpty() ? "" : "   {" + String.join(", ", headers) + "}");
    }
}
