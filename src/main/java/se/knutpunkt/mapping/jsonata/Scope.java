package se.knutpunkt.mapping.jsonata;

import java.util.Map;

/**
 * The variables of one evaluation: those the hub binds by name, those of the expression by slot.
 * Made for an evaluation and gone with it; each block and each call of a lambda has its own.
 */
final class Scope {

    private final Scope outer;
    private final Object[] slots;
    private final Map<String, Object> variables;
    private final Object root;
    private final Object caller;

    private Scope(
            Scope outer,
            Object[] slots,
            Map<String, Object> variables,
            Object root,
            Object caller) {
        this.outer = outer;
        this.slots = slots;
        this.variables = variables;
        this.root = root;
        this.caller = caller;
    }

    static Scope of(Object root, Map<String, Object> variables) {
        return new Scope(null, null, variables, root, null);
    }

    /** The scope of a block that binds variables. */
    Scope block(int size) {
        return new Scope(this, new Object[size], variables, root, caller);
    }

    /**
     * The scope of a lambda's body.
     *
     * @param caller the context where the lambda was called
     */
    Scope call(Object[] slots, Object caller) {
        return new Scope(this, slots, variables, root, caller);
    }

    void bind(int slot, Object value) {
        slots[slot] = value;
    }

    Object local(int hops, int slot) {
        Scope scope = this;
        for (int i = 0; i < hops; i++) {
            scope = scope.outer;
        }
        return scope.slots[slot];
    }

    /** What the hub bound, or null. */
    Object variable(String name) {
        return variables.get(name);
    }

    /** The whole input, {@code $$}. */
    Object root() {
        return root;
    }

    Object caller() {
        return caller;
    }
}
