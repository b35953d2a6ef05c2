package se.knutpunkt.ops;

/** The hub cannot start; says what is wrong and what to do. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    StartFailure(String message, String action) {
        super(message);
        this.action = action;
    }

    String action() {
        return action;
    }
}
