package se.knutpunkt.fake.tidum;

import java.time.Clock;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.RegionalPartner;

/** The regions that use Tidum. */
final class TidumRegions implements RegionalPartner {

    @Override
    public String name() {
        return "Tidum";
    }

    @Override
    public String setting() {
        return "KNUTPUNKT_TIDUM_URL";
    }

    @Override
    public String base() {
        return "/tidum";
    }

    @Override
    public int sandboxPort() {
        return 9160;
    }

    @Override
    public FakePartner start(int port, Clock clock) {
        return new TidumService(port, clock);
    }
}
