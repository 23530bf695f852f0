/** The real world of a node: one event loop, sockets, disk and configuration. */
package strata.node;
