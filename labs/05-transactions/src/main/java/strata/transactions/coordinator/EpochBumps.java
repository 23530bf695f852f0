package strata.transactions.coordinator;

import java.util.function.Supplier;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;

/** Ends transactions in the producer's next epoch. */
final class EpochBumps {
    private final Supplier<TransactionVersion> version;
    private final ProducerIdSupply producerIds;

    EpochBumps(Supplier<TransactionVersion> version, ProducerIdSupply producerIds) {
        this.version = version;
        this.producerIds = producerIds;
    }

    /**
     * How a transaction of V2 ends, or nothing is aborted. Where that exhausts the producer's
     * epochs, a new producer id is taken for it.
     *
     * @return null where there is none to take
     */
    @Nullable
    TransactionValue ended(TransactionValue before, boolean committed, long wallMs) {
        throw Todo.step(
                "5.7",
                "take the producer id that comes next only if the present epoch is the last one");
    }

    /**
     * How the coordinator aborts an ongoing transaction by itself: in the cluster's version, and in
     * any version so that its producer is fenced.
     *
     * @return null where a new producer id is needed and there is none to take
     */
    @Nullable
    TransactionValue aborted(TransactionValue ongoing, long wallMs) {
        throw Todo.step("5.7", "a fence below V2; else as a client of V2 would abort it");
    }
}
