/**
 * The last stage of a notice: takes messages from the channels' queues, claims their targets in the
 * ledger, has them sent and records what became of them. May use notification, recipient,
 * catalogue, error, http, mapping, sso and store; knows no citizen.
 */
package se.knutpunkt.channel;
