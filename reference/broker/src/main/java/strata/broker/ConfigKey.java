package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * One configuration key: its name, form and default.
 *
 * @param brokerKey for a topic's key, the broker's key that gives its default; null for none
 * @param allowed the only values (of a list: the only elements); empty when any will do
 * @param min the least value of a number
 */
record ConfigKey(
        String name,
        Type type,
        String defaultValue,
        @Nullable String brokerKey,
        List<String> allowed,
        double min,
        String documentation) {

    /** Why a value cannot be used; null when it can. */
    @Nullable
    String problemWith(@Nullable String value) {
        if (value == null) {
            return "Invalid value null for configuration " + name;
        }
        String trimmed = value.trim();
        return switch (type) {
            case BOOLEAN ->
                    trimmed.equalsIgnoreCase("true") || trimmed.equalsIgnoreCase("false")
                            ? null
                            : problem(value, "Expected value to be either true or false");
            case INT -> problemWithNumber(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SHORT -> problemWithNumber(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case LONG -> problemWithNumber(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case DOUBLE -> problemWithDouble(value);
            case LIST -> problemWithList(value);
            default ->
                    allowed.isEmpty() || allowed.contains(trimmed)
                            ? null
                            : problem(
                                    value, "String must be one of: " + String.join(", ", allowed));
        };
    }

    private @Nullable String problemWithNumber(String value, long lowest, long highest) {
        try {
            long number = Long.parseLong(value.trim());
            if (number < lowest || number > highest) {
                return problem(
                        value, "Not a number of type " + type.name().toUpperCase(Locale.ROOT));
            }
            return number < min ? problem(value, "Value must be at least " + (long) min) : null;
        } catch (NumberFormatException e) {
            return problem(value, "Not a number of type " + type.name().toUpperCase(Locale.ROOT));
        }
    }

    private @Nullable String problemWithDouble(String value) {
        try {
            double number = Double.parseDouble(value.trim());
            // Kafka's keys of this type are all ratios.
            return number >= min && number <= 1 ? null : problem(value, "Value must be 0 to 1");
        } catch (NumberFormatException e) {
            return problem(value, "Not a number of type DOUBLE");
        }
    }

    private @Nullable String problemWithList(String value) {
        for (String element : elements(value)) {
            if (!allowed.isEmpty() && !allowed.contains(element)) {
                return problem(value, "List elements must be among: " + String.join(", ", allowed));
            }
        }
        return null;
    }

    private static List<String> elements(String value) {
        List<String> elements = new ArrayList<>();
        for (String element : value.split(",", -1)) {
            if (!element.isBlank()) {
                elements.add(element.trim());
            }
        }
        return elements;
    }

    private String problem(String value, String why) {
        return "Invalid value " + value + " for configuration " + name + ": " + why;
    }
}
