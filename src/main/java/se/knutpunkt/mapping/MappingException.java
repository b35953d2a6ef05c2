package se.knutpunkt.mapping;

/**
 * A mapping cannot be compiled, or its input does not fit. The message names the place and never a
 * value.
 */
public final class MappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    MappingException(String message, Throwable cause) {
        this(1, message, cause);
    }

    /** A mistake in a line of the mapping's file, counted from 1. */
    MappingException(int line, String message, Throwable cause) {
        super(message, cause);
        this.line = line;
    }

    int line() {
        return line;
    }
}
