package se.knutpunkt.mapping.jsonata;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which variables an expression binds itself, and in which slot; used while compiling only. */
final class Names {

    static final int NO_FUNCTION = -1;

    /**
     * @param hops how many scopes outwards
     * @param parameters of the lambda it holds, {@link #NO_FUNCTION} when it holds a value
     */
    record Place(int hops, int slot, int parameters) {}

    private record Local(int slot, int parameters) {}

    private final Names outer;
    private final boolean lambda;
    private final Map<String, Local> locals = new HashMap<>();
    private final Set<String> later;

    private Names(Names outer, boolean lambda, Set<String> later) {
        this.outer = outer;
        this.lambda = lambda;
        this.later = later;
    }

    static Names none() {
        return new Names(null, false, Set.of());
    }

    /** A block whose statements bind these, one after the other. */
    Names block(Set<String> bound) {
        return new Names(this, false, new HashSet<>(bound));
    }

    Names lambda(List<String> parameters) {
        Names inner = new Names(this, true, Set.of());
        for (int i = 0; i < parameters.size(); i++) {
            inner.locals.put(parameters.get(i), new Local(i, NO_FUNCTION));
        }
        return inner;
    }

    /** From here on the name is bound; a name that is bound again keeps its slot. */
    int bind(String name, int parameters) {
        Local known = locals.get(name);
        if (known != null && (known.parameters != NO_FUNCTION || parameters != NO_FUNCTION)) {
            throw new NotCompiled("$" + name + " holds a function and is bound twice");
        }
        int slot = known == null ? locals.size() : known.slot;
        locals.put(name, new Local(slot, parameters));
        later.remove(name);
        return slot;
    }

    /**
     * Where a name is found; null when the expression does not bind it.
     *
     * @throws NotCompiled when a lambda reads what is bound after it, itself among them
     */
    Place find(String name) {
        int hops = 0;
        boolean inLambda = false;
        for (Names names = this; names.outer != null; names = names.outer) {
            Local local = names.locals.get(name);
            if (local != null) {
                return new Place(hops, local.slot, local.parameters);
            }
            if (inLambda && names.later.contains(name)) {
                throw new NotCompiled("a lambda reads $" + name + " before it is bound");
            }
            inLambda |= names.lambda;
            hops++;
        }
        return null;
    }
}
