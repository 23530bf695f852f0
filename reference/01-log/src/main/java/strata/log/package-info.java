/** Layer 1: the record batch and the append log. */
package strata.log;
