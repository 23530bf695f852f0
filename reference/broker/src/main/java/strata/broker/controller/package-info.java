/**
 * The cluster's controller, and how brokers speak with it. {@link
 * strata.broker.controller.ControllerRuntime} runs on nodes of role controller: it decides on the
 * metadata, has the facts stored, and answers once they are committed. {@link
 * strata.broker.controller.BrokerLifecycle} is a broker's registration and heartbeats; {@link
 * strata.broker.controller.Forwarding} passes clients' requests on to the active controller. Read
 * the runtime first.
 *
 * <p>Invariants: one decision is one batch of the metadata log; nothing is answered before its
 * facts are committed; a controller that does not lead the quorum decides nothing.
 */
package strata.broker.controller;
