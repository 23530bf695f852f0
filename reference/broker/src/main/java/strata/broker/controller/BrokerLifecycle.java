package strata.broker.controller;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.BrokerConfig;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.Request;
import strata.kernel.storage.StorageException;

/**
 * A broker's life as the controller sees it: it registers, sends heartbeats, is let in once it has
 * the metadata it needs, and asks to be let go before it stops (KIP-631).
 *
 * <p>Invariant: at most one request of it is under way.
 */
public final class BrokerLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLifecycle.class);

    // How soon a request is made again that the controller could not, or would not, carry out.
    private static final long RETRY_MS = 100;
    // How soon a broker that wants to stop asks whether it leads nothing more.
    private static final long LET_GO_MS = 50;
    // So long a broker that wants to stop waits for a controller that says nothing.
    private static final long SILENCE_MS = 3_000;
    // Who dies leaves a session behind that ends by itself. One that goes on for so many of its
    // timeouts is kept up by somebody.
    private static final int DUPLICATE_SESSIONS = 2;
    private static final long NONE = -1;

    /** Told of the steps of its life. */
    public interface Listener {
        /** It has a broker epoch: requests to other brokers and to the controller carry it. */
        void registered(long brokerEpoch);

        /** The controller has said for the first time that it is no longer fenced. */
        void unfenced();

        /** After {@link #shutDown}: it may stop now, or there was no controller to ask for long. */
        void mayStop();
    }

    /**
     * As what it registers.
     *
     * @param previousBrokerEpoch of the last run; -1 when that may have lost something
     * @param incarnation of the process: another one each time, but for one that comes after a
     *     process that was never told its broker epoch
     */
    public record Origin(long previousBrokerEpoch, UUID incarnation) {}

    private enum State {
        NOT_STARTED,
        REGISTERING,
        /** Registered, and not let in yet. */
        FENCED,
        SERVING,
        STOPPING,
        STOPPED
    }

    /** The next request is due, or the one under way has been for too long. */
    private record LifeTimer() implements Timer {}

    /** A controller that says nothing for long does not hold a broker back that wants to stop. */
    private record SilenceTimer() implements Timer {}

    private final NodeContext context;
    private final BrokerConfig config;
    private final Origin origin;
    private final Listener listener;
    private State state = State.NOT_STARTED;
    private @Nullable NodeId controller;
    private long brokerEpoch = NONE;
    private long appliedOffset = NONE;
    private boolean wasUnfenced;
    // Since when this controller has said that another process has the id; NONE while it has not.
    private long duplicateSinceMs = NONE;
    // Of the request under way.
    private long underWay = NONE;
    private long askedAtMs;
    private long correlations;
    private ErrorCode lastError = ErrorCode.NONE;

    public BrokerLifecycle(
            NodeContext context, BrokerConfig config, Origin origin, Listener listener) {
        this.context = context;
        this.config = config;
        this.origin = origin;
        this.listener = listener;
    }

    /** Begins: registers as soon as there is a controller. */
    public void start() {
        state = State.REGISTERING;
        speak();
    }

    /** Who leads the quorum; null for not known. */
    public void controllerIs(@Nullable NodeId now) {
        if (now != null && !now.equals(controller)) {
            controller = now;
            // What the one before was asked is of no interest any more; sessions begin anew.
            underWay = NONE;
            duplicateSinceMs = NONE;
            speak();
        } else {
            controller = now;
        }
    }

    /**
     * Metadata is applied up to here.
     *
     * @param offset of the last fact
     */
    public void metadataApplied(long offset) {
        boolean hadEnough = appliedOffset >= brokerEpoch;
        appliedOffset = Math.max(appliedOffset, offset);
        if (state == State.FENCED && !hadEnough && appliedOffset >= brokerEpoch) {
            speak();
        }
    }

    /** -1 while it has none. */
    public long brokerEpoch() {
        return brokerEpoch;
    }

    /** Asks to be let go; {@link Listener#mayStop} follows. */
    public void shutDown() {
        if (state == State.STOPPING || state == State.STOPPED) {
            return;
        }
        boolean registered = brokerEpoch != NONE;
        state = State.STOPPING;
        if (registered) {
            context.setTimer(new SilenceTimer(), SILENCE_MS);
            speak();
        } else {
            letGo();
        }
    }

    private void letGo() {
        state = State.STOPPED;
        context.cancelTimer(new LifeTimer());
        context.cancelTimer(new SilenceTimer());
        listener.mayStop();
    }

    /** Says what is to be said now, unless something is being said. */
    private void speak() {
        NodeId to = controller;
        if (to == null || underWay != NONE) {
            return;
        }
        Request request =
                switch (state) {
                    case NOT_STARTED, STOPPED -> null;
                    case REGISTERING -> registration();
                    case FENCED, SERVING -> heartbeat(false);
                    case STOPPING -> heartbeat(true);
                };
        if (request != null) {
            underWay = correlations++;
            askedAtMs = context.clock().monotonicMs();
            context.peers().ask(to, Lane.CONTROLLER, underWay, request);
            // A session is to outlive an answer that never comes.
            context.setTimer(new LifeTimer(), config.sessionTimeoutMs() / 2);
        }
    }

    private BrokerRegistration.Request registration() {
        BrokerConfig.Identity self = config.identity();
        return new BrokerRegistration.Request(
                self.id().number(),
                self.clusterId(),
                origin.incarnation(),
                self.listeners(),
                List.of(),
                config.rack(),
                origin.previousBrokerEpoch());
    }

    private BrokerHeartbeat.Request heartbeat(boolean wantShutDown) {
        return new BrokerHeartbeat.Request(
                context.self().number(), brokerEpoch, appliedOffset, false, wantShutDown);
    }

    private void speakIn(long delayMs) {
        context.setTimer(new LifeTimer(), delayMs);
    }

    /** Lane CONTROLLER: answers to registrations and heartbeats; false for others. */
    public boolean handle(Event.AnswerArrived arrived) {
        boolean own =
                arrived.response() instanceof BrokerRegistration.Response
                        || arrived.response() instanceof BrokerHeartbeat.Response;
        if (arrived.lane() != Lane.CONTROLLER || !own) {
            return false;
        }
        if (arrived.correlation() != underWay) {
            return true;
        }
        underWay = NONE;
        if (arrived.response() instanceof BrokerRegistration.Response answer) {
            registrationAnswered(answer);
        } else if (arrived.response() instanceof BrokerHeartbeat.Response answer) {
            heartbeatAnswered(answer);
        }
        return true;
    }

    private void registrationAnswered(BrokerRegistration.Response answer) {
        switch (answer.error()) {
            case NONE -> {
                brokerEpoch = answer.brokerEpoch();
                LOG.info("broker {} is registered, epoch {}", context.self(), brokerEpoch);
                context.trace().note("is registered, broker epoch " + brokerEpoch);
                if (state == State.REGISTERING) {
                    state = State.FENCED;
                }
                listener.registered(brokerEpoch);
                speak();
            }
            case INCONSISTENT_CLUSTER_ID ->
                    throw refused(
                            "the controller belongs to another cluster than "
                                    + config.identity().clusterId());
            case INVALID_REGISTRATION ->
                    throw refused("the controller refuses its registration as invalid");
            case DUPLICATE_BROKER_REGISTRATION -> duplicate();
            default -> failed("its registration", answer.error());
        }
    }

    /**
     * Its own last run, perhaps, whose session is not over yet; or another process, which stays.
     */
    private void duplicate() {
        if (duplicateSinceMs == NONE) {
            duplicateSinceMs = askedAtMs;
        }
        if (askedAtMs - duplicateSinceMs >= DUPLICATE_SESSIONS * config.sessionTimeoutMs()) {
            throw refused(
                    "another process with node.id="
                            + context.self()
                            + " is alive; give this one a node.id and log.dirs of its own");
        }
        failed("its registration", ErrorCode.DUPLICATE_BROKER_REGISTRATION);
    }

    private StorageException refused(String why) {
        return new StorageException(
                StorageException.Kind.ACCESS, "broker " + context.self() + ": " + why);
    }

    private void heartbeatAnswered(BrokerHeartbeat.Response answer) {
        if (answer.error() == ErrorCode.STALE_BROKER_EPOCH) {
            // An epoch is told when it is committed, so the controller knows a later one.
            throw refused(
                    "another process has registered with node.id="
                            + context.self()
                            + " since; only one of them can run: give the other a node.id and"
                            + " log.dirs of its own");
        }
        if (answer.error() != ErrorCode.NONE) {
            failed("its heartbeat", answer.error());
            return;
        }
        lastError = ErrorCode.NONE;
        if (state == State.STOPPING) {
            if (answer.shouldShutDown()) {
                letGo();
            } else {
                context.setTimer(new SilenceTimer(), SILENCE_MS);
                speakIn(LET_GO_MS);
            }
            return;
        }
        state = answer.fenced() ? State.FENCED : State.SERVING;
        if (!answer.fenced() && !wasUnfenced) {
            wasUnfenced = true;
            LOG.info("broker {} is let in", context.self());
            listener.unfenced();
        }
        boolean wasTooEarly = answer.fenced() && appliedOffset >= brokerEpoch;
        speakIn(wasTooEarly ? LET_GO_MS : config.heartbeatIntervalMs());
    }

    private void failed(String what, ErrorCode error) {
        if (error != lastError && error != ErrorCode.NOT_CONTROLLER) {
            lastError = error;
            LOG.warn("broker {}: the controller refuses {}: {}", context.self(), what, why(error));
            context.trace().note("the controller refuses " + what + ": " + error);
        }
        boolean soon =
                error == ErrorCode.NOT_CONTROLLER
                        || error == ErrorCode.DUPLICATE_BROKER_REGISTRATION;
        speakIn(soon ? RETRY_MS : config.heartbeatIntervalMs());
    }

    private static String why(ErrorCode error) {
        return error
                + switch (error) {
                    case DUPLICATE_BROKER_REGISTRATION ->
                            " (another process with this node.id is alive, or was just now)";
                    case BROKER_ID_NOT_REGISTERED ->
                            " (its registration was taken back; started anew it registers again)";
                    default -> "";
                };
    }

    /** Lane CONTROLLER; others may want to know of it, too. */
    public void laneClosed(Event.LaneClosed closed) {
        if (closed.lane() == Lane.CONTROLLER && underWay != NONE) {
            if (closed.peer().equals(controller)) {
                underWay = NONE;
                speakIn(RETRY_MS);
            }
        }
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        switch (timer) {
            case LifeTimer any -> {
                NodeId asked = controller;
                if (underWay != NONE && asked != null) {
                    // What is under way ends with the lane.
                    context.peers().disconnect(asked, Lane.CONTROLLER);
                } else {
                    speak();
                }
            }
            case SilenceTimer any -> {
                if (state == State.STOPPING) {
                    LOG.info("broker {} stops without leave: no controller", context.self());
                    letGo();
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
