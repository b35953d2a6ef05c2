package se.knutpunkt.explain;

/**
 * A line as it is now, at this replica.
 *
 * @param address without credentials and query
 * @param logicalAddress of the region; a single clinic may be addressed by its own
 * @param state {@code started}, or {@code maintenance} when operations has stopped its route
 * @param route what to stop and start in Hawtio
 */
record LineView(
        String id,
        String address,
        String logicalAddress,
        String state,
        String route,
        Product backend,
        Breaker breaker,
        Bulkhead bulkhead,
        Limits limits,
        Proof proof) {

    /** The product at the other end, and where it is described. */
    record Product(
            String name,
            String product,
            String protocol,
            boolean holdsPatientData,
            String config,
            String routes,
            String mappings) {}

    /**
     * @param state closed, open (nothing is sent), half_open (some are, to see whether it works)
     * @param calls counted in the window, and how many of them failed
     * @param failurePercent null below {@code verdictFrom} calls
     * @param opensAtPercent the failures at which it opens
     */
    record Breaker(
            String name,
            String state,
            int calls,
            int failed,
            Float failurePercent,
            int verdictFrom,
            int opensAtPercent,
            int openSeconds) {}

    /** Calls that may be under way at once, and how many more may start now. */
    record Bulkhead(int limit, int free) {}

    /** Of one call; {@code attempts} are for reads, a change is sent once. */
    record Limits(String time, String connect, int attempts, String answer) {}

    /**
     * How the back end is shown who asks; names only.
     *
     * @param kind as the field login spells it
     * @param secret the name of the secret
     */
    record Proof(
            String kind,
            String means,
            String tokenEndpoint,
            String audience,
            String client,
            String secret,
            String assertionFrom,
            String tlsBundle) {}
}
