package se.knutpunkt.channel;

/** What became of a claimed target. */
record Outcome(Claimed claimed, Delivery delivery) {}
