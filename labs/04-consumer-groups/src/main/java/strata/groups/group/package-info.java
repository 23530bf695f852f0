/**
 * What the parts of the layer know of each other. {@link strata.groups.group.Group} is a group of
 * either protocol, as offsets and lists see it; {@link strata.groups.group.Groups} are those there
 * are, by their ids, in one place; {@link strata.groups.group.GroupProtocol} looks after the groups
 * of one type; {@link strata.groups.group.Draft} collects what is decided.
 *
 * <p>Arrows: {@code strata.groups} assembles {@code classic}, {@code consumer}, {@code offsets} and
 * {@code assign}; those know this package; {@code consumer} knows {@code classic} and {@code
 * assign} too, as groups may change their type. Nobody knows {@code strata.groups}.
 */
package strata.groups.group;
