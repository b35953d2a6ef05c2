package se.knutpunkt.notification;

/** How much a notice may disturb; as the contract and the ledger spell it. */
public enum Urgency {
    low,
    normal,
    /** Breaks quiet hours, and is never counted out by the daily cap. */
    high
}
