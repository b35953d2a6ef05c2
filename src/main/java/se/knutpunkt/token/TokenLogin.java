package se.knutpunkt.token;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;

/** What the API makes of a verified token; asked once for each token that is kept. */
public interface TokenLogin {

    Authentication ofCitizen(Jwt token);

    Authentication ofMachine(Jwt token);
}
