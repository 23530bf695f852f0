package strata.node;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Why connections break. */
final class BrokenLine {
    private BrokenLine() {}

    /** Everyday: the peer has gone, or is being sent what it no longer wants. */
    static boolean isOfThePeer(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof ClosedChannelException
                || (cause instanceof IOException
                        && (message.contains("reset") || message.contains("broken pipe")));
    }
}
