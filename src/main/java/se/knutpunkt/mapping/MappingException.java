package se.knutpunkt.mapping;

/**
 * A mapping cannot be compiled, or its input does not fit. The message names the file and never a
 * value.
 */
public final class MappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MappingException(String message, Throwable cause) {
        super(message, cause);
    }
}
