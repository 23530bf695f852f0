package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionsLayer;

/** What a partition's producer states are told, heard on the way to layer 5. */
@Tag("layer")
class ProducersToldTest {
    private final List<String> heard = new ArrayList<>();
    private final BrokerWorld world =
            new BrokerWorld(
                    new LinkedHashMap<>(
                            Map.of("transaction.partition.verification.enable", "false")),
                    new MemoryStorage(),
                    listening(),
                    BrokerWorld.START_MS);

    private Layers listening() {
        Layers all = Layers.load(ProducersToldTest.class.getClassLoader());
        TransactionsLayer real = Objects.requireNonNull(all.transactions());
        InvocationHandler layer =
                (proxy, method, args) -> {
                    Object result = answer(real, method, args);
                    return result instanceof ProducerStates states
                                    && ((ProducerStatesSpec) args[0]).directory().equals("t-0")
                            ? heardOn(states)
                            : result;
                };
        return all.with(Layers.Layer.TRANSACTIONS, "heard", proxy(TransactionsLayer.class, layer));
    }

    private ProducerStates heardOn(ProducerStates states) {
        return proxy(
                ProducerStates.class,
                (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "recover" -> heard.add("recover " + args[1]);
                        case "highWatermarkIs" -> heard.add("high watermark " + args[0]);
                        case "rolled", "startFlush", "flushed", "segmentsChanged", "snapshot" ->
                                heard.add(method.getName());
                        default -> {}
                    }
                    return answer(states, method, args);
                });
    }

    private static Object answer(Object of, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(of, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void theHighWatermarkIsToldWheneverItMoves() {
        world.create("t", 1);
        heard.clear();

        world.append("t", "a");
        world.append("t", "b", "c");

        assertThat(heard).containsExactly("high watermark 1", "high watermark 3");
    }

    @Test
    void theirFilesAreFlushedWithTheLogs() {
        world.create("t", 1, new Config("flush.messages", "1"));
        world.send(Producing.inTransaction("t", Producing.transactional(world.layers, 7, 0, "a")));
        world.settle();
        heard.clear();

        world.send(Producing.end("t", 7, false));
        world.settle();

        assertThat(heard).containsExactly("startFlush", "flushed", "high watermark 2");
        heard.clear();
        world.broker.stop();
        assertThat(heard).containsExactly("snapshot", "startFlush", "flushed");
    }

    @Test
    void theyBeginWithWhatTheLastRunHasStored() {
        world.create("t", 1);
        world.append("t", "a", "b");
        world.broker.stop();
        heard.clear();

        world.restarted();

        assertThat(heard).startsWith("recover " + new ProducerStates.Known(2, 2));
    }
}
