package se.knutpunkt.sso;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a back end wants to be shown who is asking (design section 7). */
public enum LoginKind {
    /** Not at all. */
    NONE(false, false),
    /** The hub's certificate on the connection. */
    MTLS(false, false),
    /** A token of the hub itself. */
    CLIENT_CREDENTIALS(true, false),
    /** RFC 8693: a token about the citizen for this back end. */
    TOKEN_EXCHANGE(true, true),
    /** RFC 7523: a JWT about the citizen, traded for a token. */
    JWT_BEARER(true, true),
    /** RFC 7522: a SAML assertion about the citizen, traded for a token. */
    SAML2_BEARER(true, true),
    /** A SAML assertion about the citizen in the WS-Security header of the SOAP envelope. */
    SAML(true, true);

    private final boolean issued;
    private final boolean aboutCitizen;

    LoginKind(boolean issued, boolean aboutCitizen) {
        this.issued = issued;
        this.aboutCitizen = aboutCitizen;
    }

    /** Whether a proof is asked for at a token endpoint and sent with each message. */
    public boolean isIssued() {
        return issued;
    }

    /** Whether there must be a citizen who is logged in. */
    public boolean isAboutCitizen() {
        return aboutCitizen;
    }

    @JsonCreator
    public static LoginKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As the file spells it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
