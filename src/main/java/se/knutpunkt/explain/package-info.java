/**
 * Tells operations what the hub does with a call and why: which back end, routes, mappings, line
 * and proof. Reads the catalogues and Camel's own model, so that nothing is told that is not so;
 * may use {@code api}, {@code backend}, {@code booking}, {@code catalogue}, {@code error}, {@code
 * region}, {@code source} and {@code sso}, and nobody uses it.
 */
package se.knutpunkt.explain;
