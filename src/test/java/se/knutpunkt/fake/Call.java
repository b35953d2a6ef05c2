package se.knutpunkt.fake;

/** One request as the partner understands it. */
public interface Call {

    /** The operation's name in the partner's contract. */
    String operation();

    /** The address inside the partner, such as a clinic's HSA-id; null where there is none. */
    default String address() {
        return null;
    }

    /** Whether the operation changes something at the partner. */
    boolean changesState();

    /**
     * How a mood shows itself to this caller, for partners that stand between the caller and the
     * one in that mood.
     */
    default Mood shown(Mood mood) {
        return mood;
    }

    /** Does what is asked and answers. */
    Answer answer();

    /** The partner's own fault; does nothing else. */
    Answer fault(Mood mood);
}
