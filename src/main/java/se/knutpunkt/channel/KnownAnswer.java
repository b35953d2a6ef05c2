package se.knutpunkt.channel;

/** Ends a sending whose row in the table of answers is known; holds no text of a provider. */
final class KnownAnswer extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String[] keys;

    /**
     * @param keys from the most particular to the most general
     */
    KnownAnswer(String... keys) {
        super(keys[0], null, false, false);
        this.keys = keys.clone();
    }

    String[] keys() {
        return keys.clone();
    }
}
