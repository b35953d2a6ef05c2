/**
 * What operations do with notices that are stuck, on the management port: parked messages and
 * events, unsure targets, campaigns, and what push has saved. May use {@code notification}, {@code
 * channel}, {@code catalogue}, {@code error} and {@code store}; nobody uses it.
 */
package se.knutpunkt.parked;
