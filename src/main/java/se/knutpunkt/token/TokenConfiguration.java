package se.knutpunkt.token;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.knutpunkt.catalogue.DeclaredFileException;

/** The two issuers, citizens' and machines', from the settings. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    KeyTimes keyTimes(
            @Value("${knutpunkt.api.keys-time-limit}") Duration fetch,
            @Value("${knutpunkt.api.keys-kept}") Duration kept,
            @Value("${knutpunkt.api.keys-kept-in-outage}") Duration keptInOutage,
            @Value("${knutpunkt.api.keys-pause}") Duration pause) {
        return new KeyTimes(fetch, kept, keptInOutage, pause);
    }

    @Bean
    AccessTokens accessTokens(
            TokenLogin login,
            KeyTimes times,
            RecentTokens recent,
            DpopProofs proofs,
            ClientCertificates certificates,
            @Value("${knutpunkt.api.citizen-issuer}") String citizenIssuer,
            @Value("${knutpunkt.api.citizen-jwks}") String citizenKeys,
            @Value("${knutpunkt.api.machine-issuer}") String machineIssuer,
            @Value("${knutpunkt.api.machine-jwks}") String machineKeys,
            @Value("${knutpunkt.api.audience}") String audience) {
        if (citizenIssuer.equals(machineIssuer)) {
            throw new DeclaredFileException(
                    List.of(
                            "KNUTPUNKT_MACHINE_ISSUER: is the citizens' issuer; the issuer says"
                                    + " whose token it is"));
        }
        return new AccessTokens(
                Map.of(
                        citizenIssuer,
                        new AccessTokens.Trusted(
                                new TrustedIssuer(citizenIssuer, citizenKeys, audience, times),
                                login::ofCitizen),
                        machineIssuer,
                        new AccessTokens.Trusted(
                                new TrustedIssuer(machineIssuer, machineKeys, audience, times),
                                login::ofMachine)),
                recent,
                proofs,
                certificates);
    }
}
