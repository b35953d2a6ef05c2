/**
 * What every store of the hub shares: personal data is sealed with the hub's own key before it
 * reaches the database. May use no other package; every other package may use it.
 */
package se.knutpunkt.store;
