package se.knutpunkt.token;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.knutpunkt.catalogue.DeclaredFileException;

/** The two issuers, citizens' and machines', from the settings. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    private static final String CITIZENS = TrustedIssuer.OF_CITIZENS;
    private static final String MACHINES = "machines-issuer";

    @Bean
    KeyTimes keyTimes(
            @Value("${knutpunkt.api.keys-time-limit}") Duration fetch,
            @Value("${knutpunkt.api.keys-kept}") Duration kept,
            @Value("${knutpunkt.api.keys-kept-in-outage}") Duration keptInOutage,
            @Value("${knutpunkt.api.keys-pause}") Duration pause) {
        return new KeyTimes(fetch, kept, keptInOutage, pause);
    }

    @Bean(CITIZENS)
    TrustedIssuer citizens(
            KeyTimes times,
            @Value("${knutpunkt.api.citizen-issuer}") String issuer,
            @Value("${knutpunkt.api.citizen-jwks}") String keys,
            @Value("${knutpunkt.api.audience}") String audience) {
        return new TrustedIssuer(issuer, keys, audience, times);
    }

    @Bean(MACHINES)
    TrustedIssuer machines(
            KeyTimes times,
            @Value("${knutpunkt.api.machine-issuer}") String issuer,
            @Value("${knutpunkt.api.machine-jwks}") String keys,
            @Value("${knutpunkt.api.audience}") String audience) {
        return new TrustedIssuer(issuer, keys, audience, times);
    }

    @Bean
    AccessTokens accessTokens(
            TokenLogin login,
            RecentTokens recent,
            DpopProofs proofs,
            ClientCertificates certificates,
            @Qualifier(CITIZENS) TrustedIssuer citizens,
            @Qualifier(MACHINES) TrustedIssuer machines) {
        if (citizens.name().equals(machines.name())) {
            throw new DeclaredFileException(
                    List.of(
                            "KNUTPUNKT_MACHINE_ISSUER: is the citizens' issuer; the issuer says"
                                    + " whose token it is"));
        }
        return new AccessTokens(
                Map.of(
                        citizens.name(),
                        new AccessTokens.Trusted(citizens, login::ofCitizen),
                        machines.name(),
                        new AccessTokens.Trusted(machines, login::ofMachine)),
                recent,
                proofs,
                certificates);
    }
}
