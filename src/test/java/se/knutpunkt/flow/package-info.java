/**
 * Tests through the running hub: real HTTP, real PostgreSQL and broker, every partner as a small
 * program.
 */
package se.knutpunkt.flow;
