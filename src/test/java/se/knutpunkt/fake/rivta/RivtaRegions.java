package se.knutpunkt.fake.rivta;

import java.time.Clock;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.RegionalPartner;

/** The regions that are reached through the national platform, and what else answers there. */
final class RivtaRegions implements RegionalPartner {

    @Override
    public String name() {
        return "RIV-TA";
    }

    @Override
    public String setting() {
        return "KNUTPUNKT_RIVTA_URL";
    }

    @Override
    public String base() {
        return "/vp/";
    }

    @Override
    public int sandboxPort() {
        return 9110;
    }

    @Override
    public FakePartner start(int port, Clock clock) {
        return new RivtaPlatform(port, clock);
    }
}
