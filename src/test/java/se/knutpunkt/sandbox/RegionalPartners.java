package se.knutpunkt.sandbox;

import static java.util.stream.Collectors.joining;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.RegionalPartner;

/** The regions' products, as they are found on the class path, started and stopped together. */
public final class RegionalPartners implements AutoCloseable {

    private static final List<RegionalPartner> FOUND = find();

    private final Map<RegionalPartner, FakePartner> started = new LinkedHashMap<>();

    private RegionalPartners(ToIntFunction<RegionalPartner> port, Clock clock) {
        FOUND.forEach(one -> started.put(one, one.start(port.applyAsInt(one), clock)));
    }

    static RegionalPartners onFixedPorts(Clock clock) {
        return new RegionalPartners(RegionalPartner::sandboxPort, clock);
    }

    static RegionalPartners onFreePorts(Clock clock) {
        return new RegionalPartners(one -> 0, clock);
    }

    /** The settings that point the hub to the sandbox's ports, whether anything listens or not. */
    public static Map<String, String> sandboxSettings() {
        return FOUND.stream()
                .collect(
                        Collectors.toMap(
                                RegionalPartner::setting,
                                one -> "http://localhost:" + one.sandboxPort() + one.base()));
    }

    /** A line for each with its address, for the sandbox's guide. */
    static String guide() {
        return FOUND.stream()
                .map(
                        one ->
                                "  %-14s http://localhost:%d     what it received: /_seen?last=20, moods: PUT /_mood"
                                        .formatted(one.name(), one.sandboxPort()))
                .collect(joining("\n"));
    }

    /** The settings that point the hub here. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        started.forEach((one, fake) -> settings.put(one.setting(), fake.url() + one.base()));
        return settings;
    }

    /** All that are started. */
    public Collection<FakePartner> all() {
        return List.copyOf(started.values());
    }

    /** The one of this kind. */
    public <T extends FakePartner> T get(Class<T> kind) {
        return started.values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no partner " + kind.getName()));
    }

    @Override
    public void close() {
        started.values().forEach(FakePartner::close);
    }

    private static List<RegionalPartner> find() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(RegionalPartner.class));
        return scanner.findCandidateComponents(RegionalPartner.class.getPackageName()).stream()
                .map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null))
                .map(type -> (RegionalPartner) BeanUtils.instantiateClass(type))
                .sorted(Comparator.comparingInt(RegionalPartner::sandboxPort))
                .toList();
    }
}
