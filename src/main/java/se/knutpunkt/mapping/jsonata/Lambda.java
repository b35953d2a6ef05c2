package se.knutpunkt.mapping.jsonata;

import java.util.Arrays;

/**
 * {@code function($a, $b) {...}}.
 *
 * @param parameters how many
 */
record Lambda(int parameters, Node body) {

    /** A lambda with the context and the variables of where it is written. */
    record Closure(Lambda lambda, Object input, Scope scope) {

        /**
         * @param arguments as many as it has parameters, or more
         * @param caller the context of the call
         */
        Object call(Object[] arguments, Object caller) {
            Object[] slots =
                    arguments.length == lambda.parameters
                            ? arguments
                            : Arrays.copyOf(arguments, lambda.parameters);
            return lambda.body.eval(input, scope.call(slots, caller));
        }
    }

    Closure at(Object input, Scope scope) {
        return new Closure(this, input, scope);
    }
}
