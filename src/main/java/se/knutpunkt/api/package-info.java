/**
 * The uniform API: the contract, who calls, the deadline, request validation and problem answers.
 * Attached once by filters and route configurations; may use {@code catalogue} and {@code error},
 * never a back end.
 */
package se.knutpunkt.api;
