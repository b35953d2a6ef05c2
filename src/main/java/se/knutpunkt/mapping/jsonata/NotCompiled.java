package se.knutpunkt.mapping.jsonata;

/** The expression uses what the compiler does not know; found when the hub starts. */
final class NotCompiled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotCompiled(String what) {
        super(what);
    }
}
