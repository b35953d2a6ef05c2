package se.knutpunkt.notification;

import org.springframework.stereotype.Component;

/** Until regions can turn something off. */
@Component
final class AllSwitchedOn implements Rules.Switches {
    @Override
    public boolean allows(String region, String kind, String channel) {
        return true;
    }
}
