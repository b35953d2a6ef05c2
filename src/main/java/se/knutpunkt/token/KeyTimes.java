package se.knutpunkt.token;

import java.time.Duration;

/**
 * How an issuer's keys are fetched and kept.
 *
 * @param fetch longest time of one fetch; a failed one is repeated once
 * @param kept how long fetched keys are used before they are fetched anew
 * @param keptInOutage how long they go on while the issuer cannot be reached
 * @param pause at most two fetches in this time, whatever key ids tokens name
 */
record KeyTimes(Duration fetch, Duration kept, Duration keptInOutage, Duration pause) {}
