package strata.house.pages;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import strata.house.pages.Pages.Block;

/**
 * Runs the console blocks of one page, one after the other, in one scratch house.
 *
 * <p>A line {@code $ command} is run by bash; a line {@code > more} continues it. The lines below
 * it are what it prints, on both streams together; {@code ...} stands for any text in a line, and
 * on a line of its own for any lines. A command without such lines may print what it likes. The
 * comment before a block may say, with {@code ;} between:
 *
 * <ul>
 *   <li>{@code exit: 0 or 3}: how its last command ends, if not with 0, as all before it do
 *   <li>{@code input: text}: what its commands read
 *   <li>{@code until: text}: its last command stays; the page goes on when it has printed the text
 *   <li>{@code waits for: command}: until {@code strata} has that command, it is not run
 *   <li>{@code not run: why}: nobody runs it
 * </ul>
 *
 * <p>In a block without a language, a line that begins with {@code ./strata} is a command up to its
 * first two spaces; what follows is a remark. It is run, and need not do more than be understood.
 *
 * <p>Ports 9092 to 9094 are replaced by free ones that follow one another, and {@code strata up}
 * gets the first as an option, so that a cluster on this machine is not disturbed.
 */
final class Session {
    private static final int PAGES_PORT = 9092;
    private static final int PORTS = 3;
    private static final int COMMAND_MINUTES_MAX = 4;
    private static final int NO_END = -1;
    private static final String NOT_YET = "not built yet";

    private final Path root;
    private final int port;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();
    private final List<String> notYet = new ArrayList<>();
    private int run;

    Session(Path root) throws IOException {
        this.root = root;
        this.port = freePorts();
    }

    /** The first of so many free ones that follow one another. */
    private static int freePorts() throws IOException {
        while (true) {
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second = listen(any.getLocalPort() + 1);
                    ServerSocket third = listen(any.getLocalPort() + 2)) {
                if (second.isBound() && third.isBound()) {
                    return any.getLocalPort();
                }
            }
        }
    }

    /** Not bound where that is not possible. */
    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException | IllegalArgumentException e) {
            // Somebody else has it, or there is none.
        }
        return socket;
    }

    private String withOurPorts(String ofPage) {
        String mapped = ofPage;
        for (int i = 0; i < PORTS; i++) {
            mapped = mapped.replace(Integer.toString(PAGES_PORT + i), Integer.toString(port + i));
        }
        return mapped;
    }

    private String withThePagesPorts(String printed) {
        String mapped = printed;
        for (int i = 0; i < PORTS; i++) {
            mapped = mapped.replace(Integer.toString(port + i), Integer.toString(PAGES_PORT + i));
        }
        return mapped;
    }

    /** What did not do as the page says. */
    List<String> problems() {
        return problems;
    }

    /** Blocks that say that they are not run, and why. */
    List<String> notRun() {
        return notRun;
    }

    /** Commands whose part of the house does not exist yet, and which said so. */
    List<String> notYet() {
        return notYet;
    }

    /** How many commands were run. */
    int run() {
        return run;
    }

    /** Runs the blocks of a page up to the first problem. */
    void page(Path page) throws IOException, InterruptedException {
        for (Block block : Pages.blocks(root, page)) {
            if (block.language().startsWith("console") && problems.isEmpty()) {
                block(block);
            } else if (block.language().isEmpty()) {
                mentions(block);
            }
        }
    }

    /** Whether a page has anything to run. */
    static boolean hasCommands(Path root, Path page) throws IOException {
        return Pages.blocks(root, page).stream()
                .anyMatch(
                        block ->
                                block.language().startsWith("console")
                                        || (block.language().isEmpty()
                                                && block.lines().stream()
                                                        .anyMatch(Session::isMention)));
    }

    private static boolean isMention(String line) {
        return line.startsWith("./strata ");
    }

    /** Runs commands that a page only names: each must be understood. */
    private void mentions(Block block) throws IOException, InterruptedException {
        for (int i = 0; i < block.lines().size() && problems.isEmpty(); i++) {
            String line = block.lines().get(i);
            if (!isMention(line)) {
                continue;
            }
            String command = line.split(" {2,}", 2)[0];
            Step step = new Step(block.page() + ":" + (block.line() + 1 + i), command, List.of());
            Ended ended = ended(step, "");
            run++;
            if (isNotYet(ended, "")) {
                notYet.add(step.place() + "  $ " + command);
            } else if (ended.isWrongUsage()) {
                problems.add(told(step, "it is not understood", ended.printed()));
            }
        }
    }

    private record Step(String place, String command, List<String> printed) {}

    private void block(Block block) throws IOException, InterruptedException {
        String why = note(block, "not run");
        List<Step> steps = steps(block);
        if (!why.isEmpty()) {
            steps.forEach(step -> notRun.add(step.place() + "  $ " + step.command() + "  " + why));
            return;
        }
        String until = note(block, "until");
        for (Step step : steps) {
            if (!problems.isEmpty()) {
                return;
            }
            run++;
            if (!until.isEmpty() && step.equals(steps.getLast())) {
                startAndAwait(step, until);
            } else {
                runToItsEnd(step, block);
            }
        }
    }

    /** What the comment before a block says under a key; empty for nothing. */
    private static String note(Block block, String key) {
        for (String part : block.note().split(";", -1)) {
            if (part.strip().startsWith(key + ":")) {
                return part.strip().substring(key.length() + 1).strip();
            }
        }
        return "";
    }

    private static List<Step> steps(Block block) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            if (line.startsWith("$ ")) {
                String place = block.page() + ":" + (block.line() + 1 + i);
                steps.add(new Step(place, line.substring(2), new ArrayList<>()));
            } else if (steps.isEmpty()) {
                throw new AssertionError(block.place() + " does not begin with a command");
            } else if (line.startsWith("> ") && steps.getLast().printed().isEmpty()) {
                Step first = steps.removeLast();
                String longer = first.command() + "\n" + line.substring(2);
                steps.add(new Step(first.place(), longer, new ArrayList<>()));
            } else {
                steps.getLast().printed().add(line);
            }
        }
        return steps;
    }

    private ProcessBuilder bash(String command) {
        String mapped = withOurPorts(command);
        mapped = mapped.replaceAll("\\./strata up\\b(?!.*--port)", "./strata up --port " + port);
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", mapped).directory(root.toFile());
        bash.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return bash.redirectErrorStream(true);
    }

    /** How a command ended; with {@link #NO_END} it did not. */
    private record Ended(int exitCode, String printed) {
        boolean isWrongUsage() {
            return exitCode == 2
                    && (printed.contains("Usage: strata")
                            || printed.contains("Unmatched argument"));
        }
    }

    /**
     * Whether a command could not run as its part of the house does not exist yet. On a page where
     * that was so before, a command that is not understood waits for the same part.
     */
    private boolean isNotYet(Ended ended, String waitsFor) {
        boolean waits = !waitsFor.isEmpty() && ended.printed().contains("'" + waitsFor + "'");
        return (ended.exitCode() == 2 && ended.printed().contains(NOT_YET))
                || (ended.isWrongUsage() && (waits || !notYet.isEmpty()));
    }

    private Ended ended(Step step, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(root.resolve(".strata/page.in"), input);
        Path out = root.resolve(".strata/page.out");
        Process process =
                bash(step.command())
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = process.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String printed = withThePagesPorts(Files.readString(out));
        return new Ended(ended ? process.exitValue() : NO_END, printed);
    }

    private void runToItsEnd(Step step, Block block) throws IOException, InterruptedException {
        boolean last = step.equals(steps(block).getLast());
        Ended ended = ended(step, note(block, "input"));
        if (ended.exitCode() == NO_END) {
            problems.add(told(step, "it does not end", ended.printed()));
        } else if (isNotYet(ended, note(block, "waits for"))) {
            notYet.add(step.place() + "  $ " + step.command());
        } else if (!isExpected(ended.exitCode(), last ? note(block, "exit") : "")) {
            String what = "it ends with exit code " + ended.exitCode();
            problems.add(told(step, what, ended.printed()));
        } else if (!isAsShown(step.printed(), ended.printed())) {
            String what = "it prints something else than the page shows";
            problems.add(told(step, what, ended.printed()));
        }
    }

    private static boolean isExpected(int exitCode, String exitCodes) {
        return exitCodes.isEmpty()
                ? exitCode == 0
                : List.of(exitCodes.split(" or ", -1)).contains(Integer.toString(exitCode));
    }

    private void startAndAwait(Step step, String until) throws IOException {
        Process process = bash(step.command()).start();
        StringBuilder printed = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null) {
            printed.append(withThePagesPorts(line)).append('\n');
            if (line.contains(until)) {
                break;
            }
            line = lines.readLine();
        }
        if (line == null) {
            problems.add(told(step, "it ended before it printed: " + until, printed.toString()));
        } else if (!isAsShown(step.printed(), printed.toString())) {
            problems.add(told(step, "it prints something else", printed.toString()));
        }
    }

    private static String told(Step step, String what, String printed) {
        return "%s  $ %s%n%s%n--- it printed:%n%s--- the page shows:%n%s%n"
                .formatted(
                        step.place(),
                        step.command(),
                        what,
                        printed,
                        String.join("\n", step.printed()));
    }

    /** Whether a text is what a page shows of it. */
    static boolean isAsShown(List<String> shown, String printed) {
        if (shown.isEmpty()) {
            return true;
        }
        StringBuilder pattern = new StringBuilder();
        for (String line : shown) {
            if (line.strip().equals("...")) {
                pattern.append("(?:.*\n)*?");
            } else {
                for (String part : line.stripTrailing().split("(?<=\\.\\.\\.)|(?=\\.\\.\\.)", -1)) {
                    pattern.append(part.equals("...") ? ".*" : Pattern.quote(part));
                }
                pattern.append(" *\n");
            }
        }
        String text = printed.endsWith("\n") || printed.isEmpty() ? printed : printed + "\n";
        return Pattern.compile(pattern.toString()).matcher(text).matches();
    }
}
