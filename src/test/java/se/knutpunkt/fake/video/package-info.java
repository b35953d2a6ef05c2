/**
 * A region's own video visits: a service of the federation, which learns from the hub who comes
 * with a hand-off code.
 */
package se.knutpunkt.fake.video;
