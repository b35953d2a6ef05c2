package se.knutpunkt.ops;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import se.knutpunkt.catalogue.DeclaredFileException;

/** Prints mistakes in declared files as {@code file:line: field: what}, without a stack trace. */
final class DeclaredFileAnalyzer extends AbstractFailureAnalyzer<DeclaredFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, DeclaredFileException cause) {
        return new FailureAnalysis(
                "A declared file is wrong:\n\n" + cause.getMessage(),
                "Correct the file and start the hub again. docs/guides shows how each kind of file looks.",
                root);
    }
}
