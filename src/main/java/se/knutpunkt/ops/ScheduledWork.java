package se.knutpunkt.ops;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The threads of what is done again and again. Spring's own scheduler has one for all, with virtual
 * threads too, and a purge of some minutes would hold up the sweep that finds out that the broker
 * is back.
 */
@Configuration(proxyBeanMethods = false)
class ScheduledWork {

    private static final int THREADS = 6;

    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(THREADS);
        scheduler.setThreadNamePrefix("scheduled-");
        scheduler.setDaemon(true);
        return scheduler;
    }
}
