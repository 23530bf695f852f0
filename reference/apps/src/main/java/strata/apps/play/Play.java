package strata.apps.play;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./strata play}: the program behind it. The command line starts it and hands it the command
 * of the node.
 *
 * <p>Exit codes: 0 done, 1 something did not come back or the log came to a hole, 2 wrong usage, 3
 * the environment does not allow it.
 */
@Command(
        name = "strata play",
        description = "Tells what a log does under a real producer and a real consumer.")
public final class Play implements Callable<Integer> {
    /** Set to "off" here: when the node is killed, clients have much to say. */
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    boolean help;

    @Option(
            names = "--interactive",
            description = "Make each line that is typed a record, and read it back.")
    boolean interactive;

    @Option(names = "--lab", paramLabel = "N", description = "Which lab's story to tell.")
    int lab = 1;

    @Option(names = "--styled", description = "Use colours.")
    boolean styled;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description = "The command of the node, with {port} and {data}.")
    List<String> command = new ArrayList<>();

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.setProperty(LOG_LEVEL, "off");
        System.exit(new CommandLine(new Play()).setStopAtPositional(true).execute(args));
    }

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Parent.endWithIt();
        out.println(lab < 3 ? "starting the node ..." : "starting the nodes ...");
        Clients.warmUp();
        try (PlayNode node = PlayNode.start(command)) {
            out.println(node.layers());
            out.println("serves " + node.bootstrap() + ", its files are in " + node.data());
            Teller teller = new Teller(out, styled);
            if (interactive) {
                new Conversation(node, teller).hold(System.in);
            } else if (lab == 2) {
                new SegmentStory(node, teller).tell();
            } else if (lab == 3) {
                new ClusterStory(node, teller).tell();
            } else if (lab == 4) {
                new GroupStory(node, teller).tell();
            } else if (lab == 5) {
                new ExactlyOnceStory(node, teller).tell();
            } else {
                new Story(node, teller).tell();
            }
            return 0;
        } catch (PlayFault e) {
            out.println();
            System.err.println("strata play: " + e.getMessage());
            return e.exitCode();
        }
    }
}
