package se.knutpunkt.fake.tidum;

import java.time.Instant;

/** A reservation: a time kept for a person until a moment, for one confirmation. */
record Hold(String nr, String person, Slot slot, Instant until) {}
