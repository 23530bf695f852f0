package strata.broker;

import strata.kernel.request.Response;

/** What the controller answers to a {@link ControllerCommand}. */
sealed interface ControllerAnswer {
    /** The answer to a client's request. */
    record Answered(Response response) implements ControllerAnswer {}

    record Done() implements ControllerAnswer {}
}
