package se.knutpunkt.recipient;

/** In which language somebody is told. */
public enum Language {
    SWEDISH("sv"),
    ENGLISH("en");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** {@code sv} or {@code en}. */
    public String code() {
        return code;
    }

    /** Swedish for whatever is not English. */
    static Language of(String code) {
        return ENGLISH.code.equals(code) ? ENGLISH : SWEDISH;
    }
}
