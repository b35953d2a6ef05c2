/** A real Kafka, and a system that tells of what happened by its topic. */
package se.knutpunkt.fake.events;
