package strata.node;

import java.util.Map;

/** Reads values of a configuration, and says which key is wrong and why. */
final class PropertyReader {
    private final Map<String, String> properties;

    PropertyReader(Map<String, String> properties) {
        this.properties = properties;
    }

    boolean isSet(String key) {
        return properties.containsKey(key);
    }

    String text(String key, String fallback) {
        String value = properties.get(key);
        return value == null ? fallback : value.trim();
    }

    int number(String key, int fallback, int least, int most) {
        return (int) number(key, (long) fallback, least, most);
    }

    /**
     * @param least the least value that will do
     * @param most the greatest
     */
    long number(String key, long fallback, long least, long most) {
        String value = properties.get(key);
        if (value == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        String range = most < Integer.MAX_VALUE ? least + " to " + most : "at least " + least;
        throw StartException.usage(
                "Invalid value "
                        + value
                        + " for configuration "
                        + key
                        + ": expected a number, "
                        + range);
    }
}
