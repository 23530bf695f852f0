package strata.sim.diagram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import strata.kernel.Nullable;

/**
 * A real browser without a window, told what to do over the DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol): mouse and keys as a user's.
 */
final class Browser implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final ObjectMapper json = new ObjectMapper();
    private final BrowserProcess process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Browser(BrowserProcess process) {
        this.process = process;
        this.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(process.page(), new Incoming())
                        .join();
    }

    /** Starts one; a test cannot do without it, so that having none is a failure. */
    static Browser start() {
        Browser browser = new Browser(BrowserProcess.start());
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            browser.tell(domain + ".enable", Map.of());
        }
        return browser;
    }

    /** Opens a page and waits until its scripts have run. */
    void open(Path page) {
        complaints.clear();
        requests.clear();
        String before = value("performance.timeOrigin").asText();
        tell("Page.navigate", Map.of("url", page.toUri().toString()));
        await("performance.timeOrigin !== " + before + " && document.readyState === 'complete'");
    }

    void size(int width, int height, boolean phone) {
        tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    void allowScripts(boolean allowed) {
        tell("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    }

    void prefer(String scheme) {
        tell(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The value of an expression in the page. */
    JsonNode value(String expression) {
        JsonNode answer =
                tell(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", expression,
                                "returnByValue", true,
                                "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    String text(String selector) {
        return value("document.querySelector(" + quoted(selector) + ").textContent").asText();
    }

    int number(String selector) {
        return value("document.querySelectorAll(" + quoted(selector) + ").length").asInt();
    }

    /** The texts of all elements that fit. */
    List<String> texts(String selector) {
        List<String> texts = new ArrayList<>();
        value("[...document.querySelectorAll(" + quoted(selector) + ")].map((e) => e.textContent)")
                .forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        for (int waited = 0; waited < PATIENCE_MS; waited += 20) {
            if (value("Boolean(" + expression + ")").asBoolean()) {
                return;
            }
            pause();
        }
        throw new AssertionError(
                "never true in the page: "
                        + expression
                        + "; "
                        + value("location.href + ' ' + document.readyState").asText()
                        + ", status: "
                        + value("(document.getElementById('status') || {}).textContent")
                        + ", complaints: "
                        + complaints);
    }

    /** Moves the mouse to the middle of what a selector finds. */
    void hover(String selector) {
        mouse("mouseMoved", middleOf(selector), 0);
    }

    void click(String selector) {
        double[] at = middleOf(selector);
        mouse("mouseMoved", at, 0);
        mouse("mousePressed", at, 1);
        mouse("mouseReleased", at, 1);
    }

    void drag(double[] from, double[] to) {
        mouse("mouseMoved", from, 0);
        mouse("mousePressed", from, 1);
        mouse("mouseMoved", to, 1);
        mouse("mouseReleased", to, 1);
    }

    void moveTo(double x, double y) {
        mouse("mouseMoved", new double[] {x, y}, 0);
    }

    /** Where the middle of what a selector finds is, once it is in sight. */
    double[] middleOf(String selector) {
        value(
                "new Promise((done) => { const e = document.querySelector("
                        + quoted(selector)
                        + "); if (e !== null) e.scrollIntoView({block: 'center', inline:"
                        + " 'nearest'}); requestAnimationFrame(() => requestAnimationFrame(() =>"
                        + " done(true))); })");
        JsonNode box =
                value(
                        "(() => { const e = document.querySelector("
                                + quoted(selector)
                                + "); if (e === null) return null; const b ="
                                + " e.getBoundingClientRect(); return [b.x + b.width / 2, b.y +"
                                + " b.height / 2]; })()");
        if (!box.isArray()) {
            throw new AssertionError("the page has no " + selector);
        }
        return new double[] {box.get(0).asDouble(), box.get(1).asDouble()};
    }

    private void mouse(String type, double[] at, int buttons) {
        tell(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        at[0],
                        "y",
                        at[1],
                        "button",
                        type.equals("mouseMoved") && buttons == 0 ? "none" : "left",
                        "buttons",
                        type.equals("mouseReleased") ? 0 : buttons,
                        "clickCount",
                        1));
    }

    /** Presses a key: a character, or a name as {@code ArrowDown}. */
    void press(String key) {
        boolean character = key.length() == 1;
        ObjectNode down = json.createObjectNode();
        down.put("type", character ? "keyDown" : "rawKeyDown").put("key", key);
        if (character) {
            down.put("text", key);
        } else {
            down.put("windowsVirtualKeyCode", codeOf(key));
        }
        tell("Input.dispatchKeyEvent", down);
        tell("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    void type(String text) {
        tell("Input.insertText", Map.of("text", text));
    }

    private static int codeOf(String key) {
        return switch (key) {
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "End" -> 35;
            case "Home" -> 36;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> throw new IllegalArgumentException(key);
        };
    }

    void screenshot(Path file) {
        JsonNode shot = tell("Page.captureScreenshot", Map.of("format", "png"));
        try {
            Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the console and the page's policy complained of since the page was opened. */
    List<String> complaints() {
        return complaints;
    }

    /** What the page asked the world for since it was opened, itself included. */
    List<String> requests() {
        return requests;
    }

    private JsonNode tell(String method, Object parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            Map<String, Object> command = Map.of("id", id, "method", method, "params", parameters);
            socket.sendText(json.writeValueAsString(command), true).join();
            return answer.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " of the browser: " + e, e);
        }
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
            if (answer != null && message.has("error")) {
                answer.completeExceptionally(new AssertionError(message.get("error").toString()));
            } else if (answer != null) {
                answer.complete(message.get("result"));
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Log.entryAdded" -> complaints.add(parameters.at("/entry/text").asText());
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Runtime.consoleAPICalled" -> complaints.add(parameters.path("args").toString());
            case "Network.requestWillBeSent" ->
                    requests.add(parameters.at("/request/url").asText());
            default -> {
                // Of no interest.
            }
        }
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        Markup.json(out, text);
        return out.toString();
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.close();
    }

    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                try {
                    heard(json.readTree(whole));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
            }
            from.request(1);
            return null;
        }
    }
}
