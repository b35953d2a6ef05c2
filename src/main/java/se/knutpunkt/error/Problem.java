package se.knutpunkt.error;

import java.util.List;
import java.util.Map;

/**
 * A failure with a code of the error catalogue. Carries nothing but what the caller may see; the
 * cause is for operations and never shown.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Extras extras;

    /**
     * What a problem may carry beside its code.
     *
     * @param source the line or region that failed, for instance {@code 01}
     * @param retryAfterSeconds overrides the catalogue's value
     * @param webLogin where a citizen of a region that does not take part can log in
     * @param notice a text from the clinic that explains a refusal, for display only
     * @param handoff what is to be opened instead: {@code serviceId}, {@code presentation}, {@code
     *     link}
     * @param errors what is wrong with a request, as {@code where} and {@code what}; never a value
     */
    public record Extras(
            String source,
            Integer retryAfterSeconds,
            String webLogin,
            String notice,
            Map<String, String> handoff,
            List<Map<String, String>> errors) {
        static final Extras NONE = new Extras(null, null, null, null, null, List.of());
    }

    private Problem(String code, Extras extras, Throwable cause) {
        super(code, cause, false, cause != null);
        this.code = code;
        this.extras = extras;
    }

    public static Problem of(String code) {
        return new Problem(code, Extras.NONE, null);
    }

    public static Problem of(String code, Throwable cause) {
        return new Problem(code, Extras.NONE, cause);
    }

    public Problem from(String source) {
        return with(
                new Extras(
                        source,
                        extras.retryAfterSeconds,
                        extras.webLogin,
                        extras.notice,
                        extras.handoff,
                        extras.errors));
    }

    public Problem retryAfter(int seconds) {
        return with(
                new Extras(
                        extras.source,
                        seconds,
                        extras.webLogin,
                        extras.notice,
                        extras.handoff,
                        extras.errors));
    }

    public Problem webLogin(String address) {
        return with(
                new Extras(
                        extras.source,
                        extras.retryAfterSeconds,
                        address,
                        extras.notice,
                        extras.handoff,
                        extras.errors));
    }

    public Problem notice(String text) {
        return with(
                new Extras(
                        extras.source,
                        extras.retryAfterSeconds,
                        extras.webLogin,
                        text,
                        extras.handoff,
                        extras.errors));
    }

    public Problem handoff(Map<String, String> instead) {
        return with(
                new Extras(
                        extras.source,
                        extras.retryAfterSeconds,
                        extras.webLogin,
                        extras.notice,
                        instead,
                        extras.errors));
    }

    public Problem errors(List<Map<String, String>> errors) {
        return with(
                new Extras(
                        extras.source,
                        extras.retryAfterSeconds,
                        extras.webLogin,
                        extras.notice,
                        extras.handoff,
                        errors));
    }

    public String code() {
        return code;
    }

    public Extras extras() {
        return extras;
    }

    private Problem with(Extras changed) {
        return new Problem(code, changed, getCause());
    }
}
