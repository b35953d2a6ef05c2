package se.knutpunkt.mapping.jsonata;

import java.util.ArrayList;
import java.util.List;

/** Compiles paths. */
final class Paths {

    private final Compiler compiler;

    Paths(Compiler compiler) {
        this.compiler = compiler;
    }

    Node compile(Syntax syntax, Names names) {
        Compiler.refuseTuples(syntax);
        List<Syntax> parts = syntax.many("steps");
        List<Step> steps = new ArrayList<>();
        for (Syntax part : parts) {
            steps.add(step(part, names));
        }
        Path path = new Path(steps, form(syntax, parts.get(0), names));
        List<Filter> filters = compiler.filters(syntax.many("predicate"), names);
        boolean namesOnly =
                parts.stream().skip(1).allMatch(Paths::isName)
                        && !syntax.is("keepSingletonArray")
                        && !syntax.has("group");
        Node node = path;
        if (namesOnly && isName(parts.get(0))) {
            node = new NamePath(null, values(parts), path);
        } else if (namesOnly && isVariable(parts.get(0)) && parts.size() > 1) {
            Node start = compiler.compile(parts.get(0), names);
            node = new NamePath(start, values(parts.subList(1, parts.size())), path);
        }
        return Compiler.plain(Filter.behind(node, filters), syntax.is("keepArray"));
    }

    private static List<String> values(List<Syntax> parts) {
        return parts.stream().map(part -> (String) part.value()).toList();
    }

    private Path.Form form(Syntax syntax, Syntax first, Names names) {
        Node constructor = first.is("consarray") ? compiler.compile(first, names) : null;
        Grouping grouping =
                syntax.has("group") ? compiler.grouping(syntax.one("group"), names) : null;
        return new Path.Form(
                first.type().equals("variable"),
                constructor,
                syntax.is("keepSingletonArray"),
                grouping);
    }

    private Step step(Syntax part, Names names) {
        Compiler.refuseTuples(part);
        List<Filter> filters = compiler.filters(part.many("stages"), names);
        if (!part.type().equals("sort")) {
            return Step.each(compiler.compile(part, names), filters);
        }
        List<Sorting.Term> terms = new ArrayList<>();
        for (Syntax term : part.many("terms")) {
            Node key = compiler.compile(term.one("expression"), names);
            terms.add(new Sorting.Term(key, term.is("descending")));
        }
        return Step.sort(new Sorting(terms), filters);
    }

    private static boolean isName(Syntax part) {
        return part.type().equals("name") && isAlone(part);
    }

    private static boolean isVariable(Syntax part) {
        return part.type().equals("variable") && isAlone(part);
    }

    private static boolean isAlone(Syntax part) {
        return !part.has("stages")
                && !part.has("predicate")
                && !part.has("group")
                && !part.is("keepArray");
    }
}
