package strata.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The seeds of a series of runs, from {@code 1..1000} or a single {@code 8123}.
 *
 * @param first the first seed
 * @param last the last seed, first <= last
 */
record SeedRange(long first, long last) {
    /** Reads {@code A..B} or {@code A}. */
    static SeedRange parse(String text) {
        int dots = text.indexOf("..");
        try {
            long first = Long.parseLong(dots < 0 ? text : text.substring(0, dots));
            long last = dots < 0 ? first : Long.parseLong(text.substring(dots + 2));
            if (first <= last) {
                return new SeedRange(first, last);
            }
        } catch (NumberFormatException notNumbers) {
            throw new TypeConversionException("'" + text + "' is not A..B, two whole numbers");
        }
        throw new TypeConversionException("'" + text + "' ends before it begins");
    }

    @Override
    public String toString() {
        return first == last ? Long.toString(first) : first + ".." + last;
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<SeedRange> {
        @Override
        public SeedRange convert(String text) {
            return parse(text);
        }
    }
}
