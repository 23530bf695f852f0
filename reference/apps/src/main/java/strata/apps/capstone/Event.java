package strata.apps.capstone;

/**
 * A record of the input.
 *
 * @param timestampMs when it happened in the story, not when it is written
 */
record Event(String topic, String key, String value, long timestampMs) {}
