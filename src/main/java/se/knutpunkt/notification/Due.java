package se.knutpunkt.notification;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The notices to decide about, taken in one transaction.
 *
 * @param bulk whether they are of campaigns
 * @param guardians who may act for the child a notice is about, confirmed a moment ago
 */
record Due(boolean bulk, Instant now, List<Notice> notices, Map<UUID, List<Guardian>> guardians) {}
