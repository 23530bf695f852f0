package strata.sim.transactions;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Answer;
import strata.kernel.Coordinator;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.request.EndTxn;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;
import strata.sim.broker.GzipCompression;
import strata.sim.client.Payload;

/** Layer 5 of one life of a node in a story: what it decides of batches, and writes, is noted. */
record StoryLayer(TransactionsLayer right, Notebook notebook) implements TransactionsLayer {
    /** Who is told. */
    interface Notebook {
        /** Something happened in a partition. */
        void notes(String directory, String text);

        /** It has refused to end a transaction. */
        void refuses(ErrorCode error);

        /** The node has made the states of a partition. */
        void keeps(String directory, ProducerStates states);

        /** It has made a coordinator. */
        void coordinates(TransactionCoordinator made);
    }

    @Override
    public @Nullable ProducerIdBlock nextBlock(long firstFree) {
        return right.nextBlock(firstFree);
    }

    @Override
    public ProducerIdSupply newProducerIds() {
        return right.newProducerIds();
    }

    @Override
    public ProducerStates newProducerStates(ProducerStatesSpec spec) {
        ProducerStates states = new Noted(right.newProducerStates(spec), spec, notebook);
        notebook.keeps(spec.directory(), states);
        return states;
    }

    @Override
    public TransactionCoordinator newCoordinator(TransactionsSpec spec) {
        TransactionCoordinator made = right.newCoordinator(spec);
        notebook.coordinates(made);
        return seen(
                TransactionCoordinator.class,
                made,
                (method, given, result) -> {
                    if (result instanceof Coordinator.Decision<?, ?> decision) {
                        refused(decision.response());
                    }
                });
    }

    private void refused(Object answers) {
        if (answers instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Answer answer
                        && answer.response() instanceof EndTxn.Response told
                        && told.error() != ErrorCode.NONE) {
                    notebook.refuses(told.error());
                }
            }
        }
    }

    /** Is told of a call when it is over. */
    private interface Sight {
        void returned(String method, Object[] given, @Nullable Object result);
    }

    /** The same as something, with somebody who sees what it is asked. */
    private static <T> T seen(Class<T> type, T right, Sight sight) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, given) -> {
                            try {
                                Object result = method.invoke(right, given);
                                sight.returned(method.getName(), given, result);
                                return result;
                            } catch (InvocationTargetException e) {
                                // As if nobody stood between.
                                throw e.getCause();
                            }
                        }));
    }

    @Override
    public PendingOffsets newPendingOffsets() {
        return right.newPendingOffsets();
    }

    /** A partition's producers. */
    private static final class Noted extends ForwardingProducers {
        private final ProducerStatesSpec spec;
        private final Notebook notebook;

        Noted(ProducerStates states, ProducerStatesSpec spec, Notebook notebook) {
            super(states);
            this.spec = spec;
            this.notebook = notebook;
        }

        @Override
        public void recover(SegmentedLog log, Known about, long nowMs) {
            long[] from = {log.logEndOffset()};
            SegmentedLog looked =
                    seen(
                            SegmentedLog.class,
                            log,
                            (method, given, result) -> {
                                if (method.equals("read")) {
                                    from[0] = Math.min(from[0], (Long) given[0]);
                                }
                            });
            states.recover(looked, about, nowMs);
            notebook.notes(spec.directory(), "reads its log from " + from[0]);
        }

        @Override
        public void rolled(long baseOffset) {
            states.rolled(baseOffset);
            notebook.notes(spec.directory(), "snapshot of what is below " + baseOffset);
        }

        @Override
        public Verdict judge(
                BatchHeader batch, BatchOrigin origin, @Nullable Verification verification) {
            Verdict verdict = states.judge(batch, origin, verification);
            int last = batch.baseSequence() + (int) (batch.lastOffset() - batch.baseOffset());
            int first = batch.baseSequence();
            String which = first == last ? Integer.toString(first) : first + "–" + last;
            switch (verdict) {
                case Verdict.Append append -> {}
                case Verdict.Duplicate there ->
                        notebook.notes(
                                spec.directory(), which + " is there, at " + there.firstOffset());
                case Verdict.Refused refused ->
                        notebook.notes(
                                spec.directory(),
                                batch.isTransactional()
                                        ? "refuses epoch " + batch.producerEpoch()
                                        : "refuses " + which);
            }
            return verdict;
        }

        @Override
        public void appended(ByteBuffer batches) {
            states.appended(batches);
            int at = batches.position();
            while (at < batches.limit()) {
                BatchHeader header = BatchHeader.at(batches, at);
                notebook.notes(
                        spec.directory(),
                        told(header, batches.slice(at, header.sizeInBytes()))
                                + " at "
                                + header.baseOffset());
                at += header.sizeInBytes();
            }
        }

        private String told(BatchHeader header, ByteBuffer batch) {
            StringBuilder told = new StringBuilder();
            try (RecordIterator records = spec.format().records(batch, new GzipCompression())) {
                while (records.hasNext()) {
                    Record record = records.next();
                    EndMarker marker =
                            header.isControl() ? EndMarker.of(record.key(), record.value()) : null;
                    if (marker != null) {
                        return marker.committed() ? "[commit]" : "[abort]";
                    }
                    ByteBuffer value = record.value();
                    told.append(told.isEmpty() ? "" : " ")
                            .append(value == null ? "?" : Payload.nameOf(value));
                }
            }
            return told.toString();
        }
    }
}
