package se.knutpunkt.api;

/**
 * Describes an exception without its message, which may hold personal data: types, and where our
 * code was.
 */
public final class Failures {

    private static final int FRAMES = 6;

    private Failures() {}

    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = failure; t != null && text.length() < 600; t = t.getCause()) {
            text.append(text.length() == 0 ? "" : " <- ").append(t.getClass().getName());
            StackTraceElement[] frames = t.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                text.append(" at ").append(frames[i].getFileName()).append(':');
                text.append(frames[i].getLineNumber());
            }
        }
        return text.toString();
    }
}
