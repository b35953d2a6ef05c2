/**
 * What operations need: the management port and its login, settings that must be given, and start
 * failures in plain words. May use {@code catalogue} only.
 */
package se.knutpunkt.ops;
