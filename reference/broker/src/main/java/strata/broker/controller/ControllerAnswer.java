package strata.broker.controller;

import strata.kernel.ErrorCode;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.Response;

/** What the controller answers to a {@link ControllerCommand}. */
sealed interface ControllerAnswer {
    /**
     * The answer to a request.
     *
     * @param firstOffset of the decision's facts, once they are stored
     */
    Response response(long firstOffset);

    /** One that is known when the decision is made. */
    record Answered(Response response) implements ControllerAnswer {
        @Override
        public Response response(long firstOffset) {
            return response;
        }
    }

    /**
     * A broker's epoch is the offset of its registration.
     *
     * @param index of the registration among the decision's facts
     */
    record Registered(int index) implements ControllerAnswer {
        @Override
        public Response response(long firstOffset) {
            return new BrokerRegistration.Response(ErrorCode.NONE, firstOffset + index);
        }
    }

    /** Nobody has asked. */
    record Done() implements ControllerAnswer {
        @Override
        public Response response(long firstOffset) {
            return new Response.NoAnswer();
        }
    }
}
