package strata.kernel;

/**
 * Who sent a request.
 *
 * @param clientId the client's own name for itself ({@code client.id}); empty when it gave none
 * @param host the client's address, for logs and descriptions; never used for decisions
 * @param listener the name of the listener that it came by, which says where it is to find other
 *     nodes; empty for the node's first
 */
public record ClientInfo(String clientId, String host, String listener) {
    /** A client that gave no name. */
    public static final ClientInfo ANONYMOUS = new ClientInfo("", "");

    /** A client that came by the node's first listener. */
    public ClientInfo(String clientId, String host) {
        this(clientId, host, "");
    }
}
