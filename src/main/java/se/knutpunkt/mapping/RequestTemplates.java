package se.knutpunkt.mapping;

import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as FreeMarker templates. {@code .ftlx} files escape for XML by themselves; what is not
 * allowed in XML 1.0 at all stops the request before it is sent.
 */
final class RequestTemplates {

    private static final Pattern NOT_XML =
            Pattern.compile("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");
    private static final Pattern IMPURE =
            Pattern.compile("(?<![\\w\\])])\\.now\\b|\\?(?:eval|eval_json|interpret|new|api)\\b");
    private static final Pattern EXPRESSION =
            Pattern.compile("\\$\\{([^}]*)}|<#(?:if|elseif|list|assign)\\s+([^>]*)>|<@([^>]*)>");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern FIELD =
            Pattern.compile("(?<![\\w.?])[a-z]\\w*(?:\\.\\w+)*(?![\\w.]*[(=])");
    private static final Pattern IMPORT = Pattern.compile("<#import \"/([^\"]+)\" as (\\w+)");

    private final Configuration configuration = new Configuration(Configuration.VERSION_2_3_33);

    RequestTemplates(Path folder, MappingFunctions functions) {
        try {
            configuration.setDirectoryForTemplateLoading(folder.toFile());
        } catch (IOException e) {
            throw new MappingException("the folder cannot be read", e);
        }
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        configuration.setLocalizedLookup(false);
        functions.register(configuration);
    }

    Mapping compile(String name, String text) {
        Matcher impure = IMPURE.matcher(text);
        if (impure.find()) {
            int line = (int) text.substring(0, impure.end()).lines().count();
            throw new MappingException(
                    line, impure.group() + " is not allowed, a mapping is a pure function", null);
        }
        try {
            return new TemplateMapping(name, configuration.getTemplate(name));
        } catch (ParseException e) {
            String what = e.getEditorMessage().lines().findFirst().orElse("");
            throw new MappingException(e.getLineNumber(), what, e);
        } catch (IOException e) {
            throw new MappingException("cannot be read", e);
        }
    }

    private record TemplateMapping(String name, Template template) implements Mapping {

        @Override
        public Object map(Object input, Map<String, Object> variables) {
            Map<String, Object> model = new HashMap<>(variables);
            model.put("body", input);
            StringWriter text = new StringWriter(2048);
            try {
                template.process(model, text);
            } catch (TemplateException e) {
                // the message of a template exception holds the expression and its place, the cause
                // may hold values
                throw new MappingException(
                        name + ":" + e.getLineNumber() + ": " + e.getBlamedExpressionString(),
                        null);
            } catch (IOException e) {
                throw new MappingException(name + ": cannot be written", null);
            }
            String request = text.toString();
            if (NOT_XML.matcher(request).find()) {
                throw new MappingException(name + ": a character that XML does not allow", null);
            }
            return request;
        }

        @Override
        public boolean isCompiled() {
            return true;
        }

        /** What the shared templates read counts as well. */
        @Override
        public Set<String> fieldsRead() {
            Set<String> fields = new TreeSet<>();
            collect(template, fields);
            return fields;
        }

        private static void collect(Template template, Set<String> fields) {
            String text = template.toString();
            Matcher expression = EXPRESSION.matcher(text);
            while (expression.find()) {
                for (int group = 1; group <= expression.groupCount(); group++) {
                    if (expression.group(group) != null) {
                        String code = TEXT.matcher(expression.group(group)).replaceAll("");
                        FIELD.matcher(code).results().forEach(field -> fields.add(field.group()));
                    }
                }
            }
            Matcher imported = IMPORT.matcher(text);
            while (imported.find()) {
                String prefix = imported.group(2) + ".";
                try {
                    collect(template.getConfiguration().getTemplate(imported.group(1)), fields);
                } catch (IOException e) {
                    throw new MappingException("no shared template " + imported.group(1), e);
                }
                fields.removeIf(field -> field.startsWith(prefix));
            }
        }
    }
}
