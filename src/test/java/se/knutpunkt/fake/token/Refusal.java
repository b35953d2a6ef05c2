package se.knutpunkt.fake.token;

/** A proof is wrong; says what. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String what) {
        super(what);
    }

    static void unless(boolean held, String what) {
        if (!held) {
            throw new Refusal(what);
        }
    }
}
