/**
 * What citizens are told: the ledger of accepted notifications, the rules that decide who is
 * reached how and when, and the messages to the channels' queues. May use recipient, region, api,
 * catalogue, error, mapping and store; knows no provider.
 */
package se.knutpunkt.notification;
