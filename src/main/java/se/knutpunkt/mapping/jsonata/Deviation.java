package se.knutpunkt.mapping.jsonata;

/** Values for which only the interpreter knows the answer, most often an error. Has no message. */
final class Deviation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Deviation() {
        super(null, null, false, false);
    }
}
