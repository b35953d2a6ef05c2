package se.knutpunkt.error;

/**
 * One row of {@code config/errors.yaml}.
 *
 * @param owner who has to act: caller, hub or backend
 * @param outcome whether the effect of a write may have happened: none, unknown, or final (the back
 *     end decided no)
 */
public record ErrorEntry(
        int status,
        String owner,
        boolean retryable,
        Integer retryAfterSeconds,
        Outcome outcome,
        Text title,
        Text detail,
        Text userMessage) {

    /** Whether a write that failed with this code may have had its effect. */
    public enum Outcome {
        none,
        unknown,
        /** Spelled {@code final} in the file. */
        @com.fasterxml.jackson.annotation.JsonProperty("final")
        settled
    }

    /** A text in Swedish and English. */
    public record Text(String sv, String en) {
        String in(String language) {
            return "en".equals(language) ? en : sv;
        }
    }
}
