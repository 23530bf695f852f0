package strata.kernel;

/**
 * Who sent a request.
 *
 * @param clientId the client's own name for itself ({@code client.id}); empty when it gave none
 * @param host the client's address, for logs and descriptions; never used for decisions
 */
public record ClientInfo(String clientId, String host) {
    /** A client that gave no name. */
    public static final ClientInfo ANONYMOUS = new ClientInfo("", "");
}
