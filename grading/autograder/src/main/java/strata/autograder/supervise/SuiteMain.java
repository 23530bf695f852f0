package strata.autograder.supervise;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import strata.autograder.supervise.Lines.Part;
import strata.autograder.supervise.Lines.Request;
import strata.autograder.supervise.Lines.Said;
import strata.lessons.run.Suite;
import strata.lessons.run.SuiteEvent;
import strata.lessons.run.SuiteRequest;

/**
 * Runs tests on a submission, inside the walls. Its standard output is the channel to the
 * supervisor: nobody else gets hold of it, and each line on it is sealed.
 */
public final class SuiteMain {
    private SuiteMain() {}

    /** Reads what to run from standard input. */
    public static void main(String[] args) throws IOException {
        OutputStream channel = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        System.setIn(InputStream.nullInputStream());
        Request request = Objects.requireNonNull(Lines.read(text, Request.class), "a request");
        Seal seal = new Seal(HexFormat.of().parseHex(request.key()));
        try {
            for (Part part : request.suites()) {
                Suite.run(suite(request, part), event -> tell(channel, seal, event));
            }
            send(channel, seal, new Said("end", "", null));
        } catch (RuntimeException | LinkageError fault) {
            send(channel, seal, new Said("fault", String.valueOf(fault), null));
        }
        if (!request.last()) {
            // No hook and no thread of a submission has a say any more.
            Runtime.getRuntime().halt(0);
        }
    }

    private static SuiteRequest suite(Request request, Part part) {
        return new SuiteRequest(
                request.layerRoots().stream().map(Path::of).toList(),
                List.of(Path.of(part.testRoot())),
                part.only(),
                part.salt(),
                request.seed(),
                Duration.ZERO, // The supervisor has the watch; it ends a JVM, not a thread.
                request.layers());
    }

    private static void tell(OutputStream channel, Seal seal, SuiteEvent event) {
        switch (event) {
            case SuiteEvent.Started started ->
                    send(channel, seal, new Said("started", started.testId(), null));
            case SuiteEvent.Finished finished ->
                    send(
                            channel,
                            seal,
                            new Said(
                                    "finished",
                                    finished.outcome().test().id(),
                                    finished.outcome()));
            case SuiteEvent.Planned planned -> send(channel, seal, new Said("planned", "", null));
            case SuiteEvent.Ended ended -> {
                // The end of one suite; ours is said when all have run.
            }
        }
    }

    private static synchronized void send(OutputStream channel, Seal seal, Said said) {
        try {
            String line = seal.seal(Lines.write(said)) + "\n";
            channel.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
