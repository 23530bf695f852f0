package strata.broker;

import java.util.List;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;

/** What the controller answers to a {@link ControllerCommand}. */
sealed interface ControllerAnswer {
    record Created(List<CreateTopics.TopicResult> topics) implements ControllerAnswer {}

    record Deleted(List<DeleteTopics.TopicResult> topics) implements ControllerAnswer {}

    record Done() implements ControllerAnswer {}
}
