package se.knutpunkt.fake;

import java.time.Clock;

/**
 * A product that regions run, as the sandbox and the flow tests find it: each class of this kind
 * below {@code se.knutpunkt.fake} that can be made without arguments is started with the others.
 * Nobody lists them, so a product is added and taken away with its own package.
 */
public interface RegionalPartner {

    /** What a person calls it, in the guide that the sandbox prints. */
    String name();

    /** The setting that tells the hub its address, such as {@code KNUTPUNKT_RIVTA_URL}. */
    String setting();

    /** What the address ends with after host and port, such as {@code /vp/}. */
    String base();

    /** The port in the sandbox; control is on the one after it. */
    int sandboxPort();

    /**
     * Starts it.
     *
     * @param port 0 = a free one
     * @param clock the time at which it lives
     */
    FakePartner start(int port, Clock clock);
}
