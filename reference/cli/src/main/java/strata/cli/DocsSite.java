package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.kernel.Nullable;

/**
 * The companion site: mkdocs, in a Python environment of its own under {@code .strata}, which holds
 * just what {@code docs/requirements.txt} pins.
 */
final class DocsSite {
    private static final int PYTHON_MINOR_MIN = 10;
    private static final int NOT_FOUND = -1;

    private final Path root;
    private final Path state;
    private final List<String> pythons;
    private final PrintWriter out;

    private DocsSite(Path root, Path state, List<String> pythons, PrintWriter out) {
        this.root = root;
        this.state = state;
        this.pythons = pythons;
        this.out = out;
    }

    /** The site of this repository; what it does is told to {@code out}. */
    static DocsSite of(Path root, PrintWriter out) {
        return new DocsSite(root, root.resolve(".strata"), List.of("python3", "python"), out);
    }

    /** The same with other names of the Python to look for. */
    DocsSite with(List<String> otherPythons) {
        return new DocsSite(root, state, otherPythons, out);
    }

    /** Where {@link #build} puts the pages. */
    Path folder() {
        return state.resolve("site");
    }

    /**
     * Builds all pages. A warning is an error: a broken link, a snippet that is not there.
     *
     * @return the exit code of mkdocs
     */
    int build() throws IOException, InterruptedException {
        // Not --quiet: mkdocs then overlooks the warnings, too.
        return mkdocs("build", "--strict", "--site-dir", folder().toString()).start().waitFor();
    }

    /** Serves the pages on this machine until it is stopped, and again at each change. */
    int serve(int port) throws IOException, InterruptedException {
        Process server = mkdocs("serve", "--dev-addr", "127.0.0.1:" + port).start();
        // Ctrl-C reaches both: the server cleans up, and this waits for it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        return server.waitFor();
    }

    private static void end(Process server) {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder mkdocs(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(python().toString());
        command.addAll(List.of("-m", "mkdocs"));
        command.addAll(List.of(arguments));
        command.add("--config-file");
        command.add(root.resolve("docs/mkdocs/mkdocs.yml").toString());
        ProcessBuilder mkdocs = new ProcessBuilder(command).directory(root.toFile()).inheritIO();
        mkdocs.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        mkdocs.environment().put("PYTHONUTF8", "1");
        return mkdocs;
    }

    /** The Python of the environment, which is made when there is none for these requirements. */
    private Path python() throws IOException, InterruptedException {
        Path environment = state.resolve("docs-venv");
        Path requirements = root.resolve("docs/requirements.txt");
        Path installed = environment.resolve("strata-requirements.txt");
        Path python = environment.resolve(isWindows() ? "Scripts/python.exe" : "bin/python");
        if (Files.isExecutable(python)
                && Files.exists(installed)
                && Files.mismatch(requirements, installed) < 0) {
            return python;
        }
        Files.createDirectories(state);
        String systemPython = systemPython();
        out.println("docs: installing mkdocs into " + environment + " (once; half a minute) ...");
        out.flush();
        Files.deleteIfExists(installed);
        Path log = state.resolve("docs-venv.log");
        List<String> make = List.of("-m", "venv", "--clear", environment.toString());
        if (run(log, systemPython, make) != 0) {
            throw new EnvironmentFault(
                    "the Python environment of the site could not be made; see "
                            + log
                            + ". "
                            + howToInstall());
        }
        List<String> install =
                List.of(
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--require-hashes",
                        "--requirement",
                        requirements.toString());
        if (run(log, python.toString(), install) != 0) {
            throw new EnvironmentFault(
                    "the packages of docs/requirements.txt could not be installed (the first time"
                            + " needs the internet); see "
                            + log);
        }
        Files.copy(requirements, installed);
        return python;
    }

    private String systemPython() throws IOException, InterruptedException {
        String check =
                "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, %d))"
                        .formatted(PYTHON_MINOR_MIN);
        for (String python : pythons) {
            if (run(state.resolve("docs-venv.log"), python, List.of("-c", check)) == 0) {
                return python;
            }
        }
        throw new EnvironmentFault(
                "the site needs Python 3."
                        + PYTHON_MINOR_MIN
                        + " or newer with venv, and there is none. "
                        + howToInstall());
    }

    private static String howToInstall() {
        if (isWindows()) {
            return "Install it with: winget install Python.Python.3.12";
        }
        return Files.isExecutable(Path.of("/usr/bin/apt-get"))
                ? "Install it with: sudo apt-get install -y python3 python3-venv"
                : "Install it with the system's packages, as in: brew install python";
    }

    /** Runs a Python to its end; {@link #NOT_FOUND} when there is no such program. */
    private int run(Path log, String python, List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(python);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        Process process = startedOrNull(builder);
        if (process == null) {
            return NOT_FOUND;
        }
        // Else a ctrl-C would leave it behind, installing.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    private static @Nullable Process startedOrNull(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException notThere) {
            return null;
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
