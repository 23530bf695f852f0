package strata.lessons.run;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import strata.kernel.Nullable;
import strata.lessons.labs.LabCompiler;
import strata.lessons.run.TestOptions.Flag;

/**
 * {@code strata test}: compiles a lab and its tests in this JVM and runs them. The launcher says
 * where things are: {@code strata.root}, {@code strata.lib}, and on a terminal its width in {@code
 * strata.columns}.
 */
public final class TestMain {
    private static final long LIMIT_MS = 10_000;

    private TestMain() {}

    /** Runs one command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        int code = run(List.of(args));
        // A thread of a test that never ends must not keep us.
        System.exit(code);
    }

    private static int run(List<String> args) {
        PrintStream err = System.err;
        try {
            TestOptions options = TestOptions.parse(args);
            House house = house();
            Printed.capture();
            UnexpectedExit.watch(house);
            try (LabCompiler compiler =
                    new LabCompiler(house.root(), House.layerClassPath(), House.classPath())) {
                TestRun run = new TestRun(house, options, compiler);
                return options.has(Flag.WATCH)
                        ? new Watch(house, run).stay(options.has(Flag.RESUMED))
                        : run.once();
            } finally {
                house.out().flush();
            }
        } catch (UsageFault fault) {
            err.println("strata test: " + fault.getMessage());
            return TestRun.USAGE;
        } catch (IOException | IllegalStateException fault) {
            err.println("strata test: " + fault);
            return TestRun.ENVIRONMENT;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return TestRun.FAILED;
        }
    }

    private static House house() {
        String root = System.getProperty("strata.root");
        String lib = System.getProperty("strata.lib");
        if (root == null || lib == null) {
            throw new IllegalStateException("run it by ./strata: it says where things are");
        }
        Charset charset = charset(System.getProperty("stdout.encoding"));
        PrintStream out =
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                        false,
                        charset);
        Style style = Style.of(System.getProperty("strata.columns", ""), charset);
        Duration limit = Duration.ofMillis(Long.getLong("strata.limit.ms", LIMIT_MS));
        return new House(Path.of(root), Path.of(lib), out, style, limit);
    }

    private static Charset charset(@Nullable String name) {
        return name != null && Charset.isSupported(name)
                ? Charset.forName(name)
                : StandardCharsets.UTF_8;
    }
}
