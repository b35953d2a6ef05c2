/**
 * The national RIV-TA platform of the sandbox: routing, aggregation, booking producers and the
 * person register on one port.
 */
package se.knutpunkt.fake.rivta;
