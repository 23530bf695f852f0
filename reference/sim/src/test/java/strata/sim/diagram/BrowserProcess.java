package strata.sim.diagram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A browser's process, without a window and with a profile of its own.
 *
 * @param page where its page listens for commands
 */
record BrowserProcess(Path profile, Process process, URI page) implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final int PATIENCE_MS = 20_000;

    /** Starts one; a test cannot do without it, so that having none is a failure. */
    static BrowserProcess start() {
        try {
            Path profile = Files.createTempDirectory("strata-browser");
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    program().toString(),
                                    "--headless=new",
                                    "--disable-gpu",
                                    "--disable-quic",
                                    "--disable-sync",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-dev-shm-usage",
                                    "--no-first-run",
                                    "--remote-debugging-port=0",
                                    "--user-data-dir=" + profile));
            if (System.getProperty("user.name").equals("root")) {
                command.add("--no-sandbox");
            }
            command.add("about:blank");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(profile.resolve("browser.log").toFile())
                            .start();
            return new BrowserProcess(profile, process, pageOf(portOf(profile, process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        String chosen = System.getenv("STRATA_BROWSER");
        if (chosen != null) {
            return Path.of(chosen);
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : NAMES) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        throw new AssertionError(
                "This test looks at a page in a real browser, and there is none on the PATH:"
                    + " install Chromium (Debian and Ubuntu: apt-get install chromium), or name one"
                    + " in STRATA_BROWSER.");
    }

    private static int portOf(Path profile, Process process) throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        for (int waited = 0; waited < PATIENCE_MS; waited += 20) {
            if (Files.exists(file) && Files.readAllLines(file).size() >= 2) {
                return Integer.parseInt(Files.readAllLines(file).get(0));
            }
            if (!process.isAlive()) {
                break;
            }
            Browser.pause();
        }
        process.destroyForcibly();
        throw new AssertionError(
                "the browser did not start: " + Files.readString(profile.resolve("browser.log")));
    }

    private static URI pageOf(int port) throws IOException {
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        try {
            String answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(list).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            for (JsonNode target : new ObjectMapper().readTree(answer)) {
                if (target.get("type").asText().equals("page")) {
                    return URI.create(target.get("webSocketDebuggerUrl").asText());
                }
            }
            throw new AssertionError("the browser has no page: " + answer);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(BrowserProcess::remove);
        } catch (IOException | UncheckedIOException e) {
            // A child that is on its way out may still hold a file: the folder is a temporary one.
            profile.toFile().deleteOnExit();
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
