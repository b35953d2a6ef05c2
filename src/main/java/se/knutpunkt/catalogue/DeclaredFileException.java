package se.knutpunkt.catalogue;

import java.util.List;

/**
 * A declared file is wrong; the message has one line per mistake: {@code file:line: field: what}.
 */
public final class DeclaredFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> mistakes;

    public DeclaredFileException(List<String> mistakes) {
        super(String.join(System.lineSeparator(), mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<String> mistakes() {
        return mistakes;
    }
}
