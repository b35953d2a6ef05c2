package se.knutpunkt.backend;

/** A text of a clinic for the citizen to read, made fit to be shown. */
final class Notice {

    private static final int LONGEST = 500;

    private Notice() {}

    /** Without control characters, bounded. */
    static String of(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.substring(0, Math.min(LONGEST, clean.length()));
    }
}
