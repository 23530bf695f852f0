/** A layer that whoever runs tests has, too. */
package strata.segments;
