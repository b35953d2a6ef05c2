package se.knutpunkt.channel;

import java.util.List;

/**
 * Stops a mistake of ours from costing everybody their addresses. When the provider calls all
 * addresses of a taking dead, of three or more people, it is a setting that is wrong, most likely:
 * the notices failed by the channel's fault then, and nothing is forgotten.
 */
final class Brake {

    private static final int FEWEST = 3;

    /** A row of every channel's table of answers: configuration. */
    private static final String ALL_DEAD = "all-dead";

    private Brake() {}

    /** The outcomes of a taking, as they may be believed. */
    static List<Outcome> on(ChannelCatalogue channels, List<Outcome> sent) {
        boolean allDead = sent.stream().allMatch(one -> isDead(one.delivery()));
        // one dead telephone may have many notices
        long addresses = sent.stream().map(one -> one.claimed().address()).distinct().count();
        if (!allDead || addresses < FEWEST) {
            return sent;
        }
        return sent.stream()
                .map(Outcome::claimed)
                .map(
                        one ->
                                new Outcome(
                                        one,
                                        channels.delivery(
                                                one.message().channel(),
                                                null,
                                                null,
                                                null,
                                                ALL_DEAD)))
                .toList();
    }

    private static boolean isDead(Delivery delivery) {
        return delivery instanceof Delivery.Rejected rejected && rejected.deadSince() != null;
    }
}
