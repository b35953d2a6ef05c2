/**
 * Tidum of the sandbox: an invented booking product of a region's own, as docs/partners/tidum.md
 * specifies it, for every region on one port.
 */
package se.knutpunkt.fake.tidum;
