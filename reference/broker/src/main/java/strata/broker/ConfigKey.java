package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * One configuration key: its name, form and default.
 *
 * @param brokerKey for a topic's key, the broker's key that gives its default; null for none
 * @param allowed the only values (of a list: the only elements); empty when any will do
 * @param min the least value of a number
 * @param max the greatest value of a number
 */
public record ConfigKey(
        String name,
        Type type,
        String defaultValue,
        @Nullable String brokerKey,
        List<String> allowed,
        double min,
        double max,
        String documentation) {
    private static final String GZIP_LEVEL = "compression.gzip.level";
    private static final String THROTTLED_REPLICAS = ".replication.throttled.replicas";

    /** A key whose numbers have no greatest value. */
    ConfigKey(
            String name,
            Type type,
            String defaultValue,
            @Nullable String brokerKey,
            List<String> allowed,
            double min,
            String documentation) {
        this(name, type, defaultValue, brokerKey, allowed, min, Double.MAX_VALUE, documentation);
    }

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
            if (name.equals(GZIP_LEVEL) && (number == 0 || number < min || number > max)) {
                return problem(value, "Value must be between 1 and 9 or equal to -1");
            }
            if (number < min) {
                return problem(value, "Value must be at least " + (long) min);
            }
            return number > max ? problem(value, "Value must be no more than " + (long) max) : null;
        } catch (NumberFormatException e) {
            return problem(value, "Not a number of type " + type.name().toUpperCase(Locale.ROOT));
        }
    }

    private @Nullable String problemWithDouble(String value) {
        try {
            double number = Double.parseDouble(value.trim());
            // Nor is what is no number at all.
            if (!(number >= min)) {
                return problem(value, "Value must be at least " + (long) min);
            }
            return number > max ? problem(value, "Value must be no more than " + (long) max) : null;
        } catch (NumberFormatException e) {
            return problem(value, "Not a number of type DOUBLE");
        }
    }

    private @Nullable String problemWithList(String value) {
        List<String> elements = elements(value);
        if (elements.contains("")) {
            return "Configuration '" + name + "' values must not be empty.";
        }
        for (String element : elements) {
            if (!allowed.isEmpty() && !allowed.contains(element)) {
                return problem(element, "String must be one of: " + String.join(", ", allowed));
            }
        }
        boolean ofReplicas = name.endsWith(THROTTLED_REPLICAS);
        return ofReplicas && !elements.stream().allMatch(ConfigKey::isReplica) && !value.equals("*")
                ? problem(
                        elements.toString(),
                        name
                                + " must be the literal '*' or a list of replicas in the following"
                                + " format: [partitionId]:[brokerId],[partitionId]:[brokerId],...")
                : null;
    }

    /** Whether an element is a partition's number, a colon, and a broker's. */
    private static boolean isReplica(String element) {
        int colon = element.indexOf(':');
        return colon > 0
                && colon < element.length() - 1
                && element.chars().filter(c -> c == ':').count() == 1
                && element.chars().allMatch(c -> c == ':' || (c >= '0' && c <= '9'));
    }

    /** The elements of a list, each once and without the blanks around it. */
    static List<String> elements(String value) {
        Set<String> elements = new LinkedHashSet<>();
        if (!value.isBlank()) {
            for (String element : value.trim().split(",", -1)) {
                elements.add(element.trim());
            }
        }
        return new ArrayList<>(elements);
    }

    /**
     * A value as it is described: without blanks, numbers in their usual form, of a list each
     * element once.
     *
     * @param value one with which there is no problem
     */
    String normalized(String value) {
        String trimmed = value.trim();
        return switch (type) {
            case BOOLEAN -> trimmed.toLowerCase(Locale.ROOT);
            case INT, SHORT, LONG -> Long.toString(Long.parseLong(trimmed));
            case DOUBLE -> Double.toString(Double.parseDouble(trimmed));
            case LIST -> String.join(",", elements(trimmed));
            default -> trimmed;
        };
    }

    private String problem(String value, String why) {
        return "Invalid value " + value + " for configuration " + name + ": " + why;
    }
}
