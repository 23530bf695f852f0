package strata.apps.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that have bounds; a value outside is wrong usage (exit code 2). */
final class Numbers {
    private Numbers() {}

    /** A count of at least one. */
    static final class Positive implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return bounded(value, 1, Long.MAX_VALUE);
        }
    }

    /** A count of at least one that fits an int. */
    static final class PositiveInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) bounded(value, 1, Integer.MAX_VALUE);
        }
    }

    /** A count of at least zero. */
    static final class NotNegative implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return bounded(value, 0, Long.MAX_VALUE);
        }
    }

    /** A TCP port, or 0 for any. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) bounded(value, 0, 65_535);
        }
    }

    /** A pace in records each second, or -1 for none. */
    static final class Pace implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return value.strip().equals("-1")
                    ? Long.valueOf(Load.UNTHROTTLED)
                    : Long.valueOf(bounded(value, 1, Long.MAX_VALUE));
        }
    }

    /** A factor above zero. */
    static final class Factor implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            double factor = Double.parseDouble(value);
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new TypeConversionException("'" + value + "' is not a factor above 0");
            }
            return factor;
        }
    }

    /** 0, 1 or all. */
    static final class Acks implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return switch (value) {
                case "0", "1", "all" -> value;
                case "-1" -> "all";
                default -> throw new TypeConversionException("'" + value + "' is not 0, 1 or all");
            };
        }
    }

    private static long bounded(String value, long min, long max) {
        long number;
        try {
            // 4_000_000 and 4,000,000 are how people write what they mean.
            number = Long.parseLong(value.strip().replace("_", "").replace(",", ""));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not a whole number");
        }
        if (number < min || number > max) {
            String upTo = max >= Integer.MAX_VALUE ? "" : " and at most " + max;
            throw new TypeConversionException(
                    "'" + value + "' is out of range: at least " + min + upTo);
        }
        return number;
    }
}
