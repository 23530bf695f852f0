package strata.kernel.log;

import java.util.Locale;
import strata.kernel.Check;

/**
 * Which log to open.
 *
 * @param directory its directory's name in the storage, as {@code flights-0}
 * @param baseOffset the offset of the first record the file can hold; the file's name is these 20
 *     digits and {@code .log}. 0 for a partition's first file
 * @param recoveryPoint every batch that ends below this offset is known to have been flushed; 0
 *     when nothing is known
 */
public record LogSpec(String directory, long baseOffset, long recoveryPoint) {
    public LogSpec {
        Check.that(baseOffset >= 0, "base offset %s is negative", baseOffset);
    }

    /** A partition's log from offset 0, of which nothing is known to be durable. */
    public static LogSpec of(String directory) {
        return new LogSpec(directory, 0L, 0L);
    }

    /** The log file's name in the storage. */
    public String fileName() {
        return directory + "/" + String.format(Locale.ROOT, "%020d.log", baseOffset);
    }
}
