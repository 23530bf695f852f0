package strata.kernel.transactions;

/**
 * The producer ids that a broker has been given and has not used (KIP-730). It asks for the next
 * block before the present one is used up, so that hardly anybody has to wait.
 *
 * <p>Invariant: it never gives an id twice. What is left of its blocks when the broker ends is
 * lost; nobody ever uses it.
 */
public interface ProducerIdSupply {
    /** Stands for no id. */
    long NONE = -1L;

    /**
     * Takes an id.
     *
     * @return {@link #NONE} when none is left: ask again once a block has come
     */
    long take();

    /**
     * Whether a block is to be asked for now: nothing is left but a tenth of a block or less (so at
     * the start), the next block has not come, and none is being asked for.
     */
    boolean wantsBlock();

    /** A block is being asked for. */
    void asked();

    /**
     * The block has come. It is used once the one before it is used up. One that comes while
     * another waits for that already is lost, and so is the one that is in use, if it comes once
     * more.
     */
    void received(ProducerIdBlock block);

    /** The block that was asked for does not come: the controller refused, or is gone. */
    void failed();
}
