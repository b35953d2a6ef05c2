package se.knutpunkt.booking;

import java.util.List;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.mapping.MappingFunctions;

/** Identifiers signed by a key that never changes, so that results of tests are stable. */
public final class FixedIdentifiers {

    private static final String KEY = "only-for-examples-0123456789abcdef";

    private FixedIdentifiers() {}

    public static Identifiers identifiers() {
        return new Identifiers(new IdentifierKey(List.of(KEY)));
    }

    /** What {@link Identifiers} offers to mappings. */
    public static MappingFunctions.Offer functions() {
        return identifiers().identifierFunctions();
    }
}
