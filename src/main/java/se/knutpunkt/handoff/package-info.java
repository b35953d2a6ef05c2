/**
 * Hands a citizen who is logged in to the app over to a service outside it: a single-use code for a
 * service of the federation, a plain link for others. May use {@code api}, {@code region}, {@code
 * sso} (for its ledger), {@code store}, {@code error} and {@code catalogue}; no service and no
 * supplier is named here.
 */
package se.knutpunkt.handoff;
