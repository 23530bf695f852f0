package strata.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A lab, or one step of it, from {@code 3} or {@code 3.4}.
 *
 * @param lab 1 to 5
 * @param step from 1; 0 means the whole lab
 */
record LabStep(int lab, int step) implements Comparable<LabStep> {
    private static final Pattern FORM = Pattern.compile("([1-5])(?:\\.([1-9][0-9]?))?");

    /** Reads {@code L} or {@code L.S}. */
    static LabStep parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is neither a lab (1 to 5) nor a step of one (as in 3.4)");
        }
        String step = form.group(2);
        return new LabStep(
                Integer.parseInt(form.group(1)), step == null ? 0 : Integer.parseInt(step));
    }

    /** Whether the other is this step, or a step of this lab. */
    boolean contains(LabStep other) {
        return lab == other.lab && (step == 0 || step == other.step);
    }

    @Override
    public int compareTo(LabStep other) {
        int labs = Integer.compare(lab, other.lab);
        return labs != 0 ? labs : Integer.compare(step, other.step);
    }

    @Override
    public String toString() {
        return step == 0 ? Integer.toString(lab) : lab + "." + step;
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<LabStep> {
        @Override
        public LabStep convert(String text) {
            return parse(text);
        }
    }
}
