package se.knutpunkt.notification;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.knutpunkt.recipient.Guardians;
import se.knutpunkt.recipient.RegionSwitches;
import se.knutpunkt.store.ByteKey;

/** What the rules need to know of recipients beside who they are. */
@Configuration(proxyBeanMethods = false)
class RecipientSources {

    @Bean
    Rules.Switches switches(RegionSwitches switches) {
        return switches::allows;
    }

    @Bean
    Confirmations.Register guardianRegister(Guardians guardians) {
        return child ->
                guardians.of(child.bytes()).stream()
                        .map(
                                one ->
                                        new Guardian(
                                                new ByteKey(one.guardianHash()),
                                                one.childFirstName()))
                        .toList();
    }
}
