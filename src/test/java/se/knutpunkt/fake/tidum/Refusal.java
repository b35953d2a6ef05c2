package se.knutpunkt.fake.tidum;

/** What Tidum answers in place of what was asked for: the member {@code fel}. */
final class Refusal extends RuntimeException {
    private final String code;
    private final String reason;
    private final String text;

    Refusal(String code) {
        this(code, null, null);
    }

    /**
     * @param reason the clinic's {@code orsak}, or null
     * @param text the clinic's own {@code meddelande}, or null
     */
    Refusal(String code, String reason, String text) {
        super(code, null, false, false);
        this.code = code;
        this.reason = reason;
        this.text = text;
    }

    String code() {
        return code;
    }

    String reason() {
        return reason;
    }

    String text() {
        return text;
    }
}
