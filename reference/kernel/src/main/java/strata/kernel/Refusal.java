package strata.kernel;

/**
 * Why something asked for was not done. Refusals are values: nothing was changed, and the caller
 * may say so to its client.
 *
 * @param error what the client is told; never {@link ErrorCode#NONE}
 * @param why one sentence for a person
 */
public record Refusal(ErrorCode error, String why) {
    public Refusal {
        Check.that(error != ErrorCode.NONE, "a refusal needs an error code: %s", why);
    }
}
