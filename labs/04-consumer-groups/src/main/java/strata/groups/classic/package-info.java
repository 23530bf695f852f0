/** The classic protocol. Read {@link strata.groups.classic.ClassicProtocol} first. */
package strata.groups.classic;
