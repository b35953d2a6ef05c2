package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Utils;
import java.util.List;

/** JSONata's operators as the library has them; what it refuses is a {@link Deviation}. */
final class Operators {

    private Operators() {}

    static Node of(String sign, Node left, Node right) {
        return switch (sign) {
            case "and" ->
                    (in, scope) ->
                            Sequences.truth(left.eval(in, scope))
                                    && Sequences.truth(right.eval(in, scope));
            case "or" ->
                    (in, scope) ->
                            Sequences.truth(left.eval(in, scope))
                                    || Sequences.truth(right.eval(in, scope));
            case "=" -> (in, scope) -> equal(left.eval(in, scope), right.eval(in, scope));
            case "!=" -> (in, scope) -> differ(left.eval(in, scope), right.eval(in, scope));
            case "in" -> (in, scope) -> isIn(left.eval(in, scope), right.eval(in, scope));
            case "&" -> (in, scope) -> text(left.eval(in, scope)) + text(right.eval(in, scope));
            case ".." -> (in, scope) -> range(left.eval(in, scope), right.eval(in, scope));
            case "<", "<=", ">", ">=" -> comparison(sign, left, right);
            case "+", "-", "*", "/", "%" -> arithmetic(sign, left, right);
            default -> throw new NotCompiled("operator " + sign);
        };
    }

    static Node minus(Node node) {
        return (in, scope) -> {
            Object value = node.eval(in, scope);
            if (value == null) {
                return null;
            }
            return Utils.convertNumber(-number(value));
        };
    }

    /** False when either side is nothing, whichever way it is asked. */
    static boolean equal(Object left, Object right) {
        return left != null && right != null && comparable(left).equals(comparable(right));
    }

    private static boolean differ(Object left, Object right) {
        return left != null && right != null && !comparable(left).equals(comparable(right));
    }

    private static Object comparable(Object value) {
        return value instanceof Number number ? number.doubleValue() : value;
    }

    static boolean isIn(Object item, Object list) {
        if (item == null || list == null) {
            return false;
        }
        if (!(list instanceof List<?> items)) {
            return equal(item, list);
        }
        for (Object one : items) {
            if (equal(item, one)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String text ? text : Functions.string(value, null);
    }

    private static Object range(Object left, Object right) {
        boolean whole =
                (left == null || left instanceof Integer || left instanceof Long)
                        && (right == null || right instanceof Integer || right instanceof Long);
        if (!whole) {
            throw new Deviation();
        }
        if (left == null || right == null) {
            return null;
        }
        long first = ((Number) left).longValue();
        long last = ((Number) right).longValue();
        if (first > last) {
            return null;
        }
        if (last - first + 1 > 1e7) {
            throw new Deviation();
        }
        return new Utils.RangeList(first, last);
    }

    private interface Order {
        boolean holds(int compared);
    }

    private static Node comparison(String sign, Node left, Node right) {
        Order order =
                switch (sign) {
                    case "<" -> compared -> compared < 0;
                    case "<=" -> compared -> compared <= 0;
                    case ">" -> compared -> compared > 0;
                    default -> compared -> compared >= 0;
                };
        return (in, scope) -> compare(left.eval(in, scope), right.eval(in, scope), order);
    }

    private static Object compare(Object left, Object right, Order order) {
        if (left instanceof String first && right instanceof String second) {
            return order.holds(first.compareTo(second));
        }
        if (!isOrdered(left) || !isOrdered(right)) {
            throw new Deviation();
        }
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof Number first && right instanceof Number second) {
            return order.holds(order(first, second));
        }
        throw new Deviation();
    }

    private static boolean isOrdered(Object value) {
        return value == null || value instanceof String || value instanceof Number;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int order(Number first, Number second) {
        return first.getClass() == second.getClass()
                ? ((Comparable) first).compareTo(second)
                : Double.compare(first.doubleValue(), second.doubleValue());
    }

    private interface Calculation {
        double of(double left, double right);
    }

    private static Node arithmetic(String sign, Node left, Node right) {
        Calculation calculation =
                switch (sign) {
                    case "+" -> (a, b) -> a + b;
                    case "-" -> (a, b) -> a - b;
                    case "*" -> (a, b) -> a * b;
                    case "/" -> (a, b) -> a / b;
                    default -> (a, b) -> a % b;
                };
        return (in, scope) -> {
            Object first = left.eval(in, scope);
            Object second = right.eval(in, scope);
            double a = first == null ? 0 : number(first);
            double b = second == null ? 0 : number(second);
            if (first == null || second == null) {
                return null;
            }
            return Utils.convertNumber(calculation.of(a, b));
        };
    }

    private static double number(Object value) {
        if (!Utils.isNumeric(value)) {
            throw new Deviation();
        }
        return ((Number) value).doubleValue();
    }
}
