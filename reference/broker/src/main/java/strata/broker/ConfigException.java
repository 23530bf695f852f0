package strata.broker;

/** A configuration that cannot be used; the message names the key and says what would do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
