package strata.transactions.ids;

import strata.kernel.Nullable;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;

/** A broker's producer ids: a block in use, and perhaps the one after it. */
public final class ProducerIds implements ProducerIdSupply {
    // A new block is asked for when as much of the present one is left, or less: a tenth.
    private static final int LOW = 10;

    private @Nullable ProducerIdBlock block;
    // The first id of the block that has not been taken; block.end() when none is left.
    private long next;
    // Used when the block is used up.
    private @Nullable ProducerIdBlock reserve;
    private boolean asking;

    @Override
    public long take() {
        // LAB 5.1 each id once, in order, block after block; NONE when none is left
        if (left() == 0 && reserve != null) {
            use(reserve);
            reserve = null;
        }
        return left() == 0 ? NONE : next++;
    }

    private void use(ProducerIdBlock other) {
        block = other;
        next = other.first();
    }

    private long left() {
        return block == null ? 0 : block.end() - next;
    }

    @Override
    public boolean wantsBlock() {
        // LAB 5.1 a tenth of the block is left, or less; no reserve, and none is being asked for
        if (asking || reserve != null) {
            return false;
        }
        return block == null || left() <= block.count() / LOW;
    }

    @Override
    public void asked() {
        asking = true;
    }

    @Override
    public void received(ProducerIdBlock received) {
        // LAB 5.1 it is used once the present one is used up; one that came unasked is not lost
        asking = false;
        boolean isKnown = received.equals(block);
        if (reserve != null || isKnown) {
            // Ids are rather lost than given twice.
            return;
        }
        if (left() == 0) {
            use(received);
        } else {
            reserve = received;
        }
    }

    @Override
    public void failed() {
        asking = false;
    }
}
