/** The deterministic node: assembles the layers that are present, decides, and parks replies. */
package strata.broker;
