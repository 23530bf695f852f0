package strata.transactions;

import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;

/** Producer ids from 1000 on, as many as are left. */
final class TestProducerIds implements ProducerIdSupply {
    int left = Integer.MAX_VALUE;
    int taken;

    @Override
    public long take() {
        if (left == 0) {
            return NONE;
        }
        left--;
        return 1_000L + taken++;
    }

    @Override
    public boolean wantsBlock() {
        return false;
    }

    @Override
    public void asked() {}

    @Override
    public void received(ProducerIdBlock block) {}

    @Override
    public void failed() {}
}
