package se.knutpunkt.recipient;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.OmbudRegister;
import se.knutpunkt.store.ByteKey;

/**
 * Who is told about a child (docs/decisions/0016-ombud.md): the hub keeps who may have to be, and
 * asks the ombud register again at the moment somebody is told.
 */
@Component
public final class Guardians {

    /** How long the register may take; a notice can wait, but others wait behind it. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final GuardianStore store;
    private final OmbudRegister register;

    Guardians(GuardianStore store, OmbudRegister register) {
        this.store = store;
        this.register = register;
    }

    /**
     * Who may have to be told, by the child's hash, in one statement. None of it may be used before
     * {@link #confirm}.
     */
    public Map<ByteKey, List<Guardian>> known(Collection<byte[]> childHashes) {
        return childHashes.isEmpty() ? Map.of() : store.ofChildren(childHashes);
    }

    /**
     * Asks the register whether it is so today, by the hub's clock: from the birthday on which
     * acting for a child ends nobody is confirmed any more. Who is not is forgotten.
     *
     * @throws Problem when the register gives no answer; then nothing is known, and it must be
     *     asked again
     */
    public boolean confirm(byte[] childHash, Guardian guardian) {
        boolean may =
                register.childrenOf(guardian.guardianPerson(), LONGEST)
                        .contains(guardian.childPerson());
        if (!may) {
            store.remove(childHash, guardian.guardianHash());
        }
        return may;
    }

    /**
     * Who may be told about the child now, each confirmed.
     *
     * @throws Problem when the register gives no answer about one of them
     */
    public List<Guardian> of(byte[] childHash) {
        return known(List.of(childHash)).getOrDefault(new ByteKey(childHash), List.of()).stream()
                .filter(guardian -> confirm(childHash, guardian))
                .toList();
    }
}
