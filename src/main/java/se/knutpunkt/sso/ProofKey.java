package se.knutpunkt.sso;

/**
 * Everything a proof depends on: two calls share one only when all of it is the same. Holds no
 * token and no personal number.
 *
 * @param subject SHA-256 of the citizen's token, empty when the proof is about the hub itself
 * @param session the citizen's session, null when the proof is about the hub itself
 * @param actingFor the representation's id, empty when the citizen acts for nobody else
 */
record ProofKey(
        String line,
        LoginKind kind,
        String tokenEndpoint,
        String client,
        String audience,
        String resource,
        String scopes,
        String subject,
        Session session,
        String actingFor) {

    /**
     * A login at the identity provider.
     *
     * @param sid the provider's name of the session, null when its tokens have none
     * @param sub the provider's name of the citizen
     */
    record Session(String issuer, String sid, String sub) {}

    @Override
    public String toString() {
        return "ProofKey[line=" + line + ", kind=" + kind.word() + "]";
    }
}
