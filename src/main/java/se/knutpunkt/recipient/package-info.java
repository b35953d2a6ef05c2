/**
 * Whom the hub can reach and how they want it: devices, preferences, guardians, and what regions
 * have turned off. May use api, region, catalogue, error, mapping and store.
 */
package se.knutpunkt.recipient;
