package strata.cli;

/**
 * Adds commands to {@code ./strata} from a jar that the command line does not know, found by {@link
 * java.util.ServiceLoader}. {@code grading/} adds its commands so: the handout is the repository
 * without that folder, and the command line never imports it.
 */
public interface CommandProvider {
    /**
     * The name of the command, as in {@code strata NAME}. A built-in command of that name gives
     * way.
     */
    String name();

    /** A new picocli command: an object annotated with {@code @Command}. */
    Object newCommand();
}
