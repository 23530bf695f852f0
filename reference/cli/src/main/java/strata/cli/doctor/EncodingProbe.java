package strata.cli.doctor;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How text and names become bytes.
 *
 * @param ofFiles what Java reads sources with, {@code file.encoding}
 * @param ofNames what Java names files with, {@code sun.jnu.encoding}
 * @param ofSystem what the locale says, {@code native.encoding}
 * @param root of the checkout, whose name may need more than ASCII
 */
record EncodingProbe(String ofFiles, String ofNames, String ofSystem, Path root) implements Probe {
    private static final String WHAT = "encoding";
    private static final String UTF_8 = "UTF-8";
    private static final String REMEDY = "export LC_ALL=C.UTF-8";

    @Override
    public Finding look() {
        if (!ofFiles.equalsIgnoreCase(UTF_8)) {
            return Finding.wrong(
                    WHAT,
                    "Java reads files as " + ofFiles + ", not as UTF-8",
                    "export JAVA_TOOL_OPTIONS=-Dfile.encoding=UTF-8");
        }
        boolean plainName = StandardCharsets.US_ASCII.newEncoder().canEncode(root.toString());
        if (!ofNames.equalsIgnoreCase(UTF_8) && !plainName) {
            return Finding.wrong(
                    WHAT,
                    "the locale is "
                            + ofSystem
                            + ", and the path of this checkout has letters that it lacks",
                    REMEDY);
        }
        return ofSystem.equalsIgnoreCase(UTF_8)
                ? Finding.ok(WHAT, UTF_8 + " everywhere")
                : Finding.warning(
                        WHAT,
                        "the locale says " + ofSystem + ": letters beyond ASCII will look wrong",
                        REMEDY);
    }
}
