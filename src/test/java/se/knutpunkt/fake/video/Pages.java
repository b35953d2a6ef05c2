package se.knutpunkt.fake.video;

import org.springframework.web.util.HtmlUtils;

/** The pages, in Swedish: small, without script, readable by everybody and every program. */
final class Pages {

    /** The app's own link, by which the web view closes itself. */
    static final String BACK = "app1177://tillbaka";

    private Pages() {}

    static String visit(Visitor visitor, String path) {
        String represents =
                visitor.actingFor() == null
                        ? ""
                        : "<p>Du företräder <strong>%s</strong>.</p>"
                                .formatted(escaped(visitor.actingFor()));
        String place =
                path.startsWith("/besok/")
                        ? "<p>Besök %s</p>".formatted(escaped(path.substring("/besok/".length())))
                        : "<p>Du har inga besök just nu.</p>";
        return page(
                "Videobesök",
                "<p>Du är inloggad som <strong>%s</strong>.</p>".formatted(escaped(visitor.name()))
                        + represents
                        + place);
    }

    static String failure(String title, String text) {
        return page(title, "<p role=\"alert\">%s</p>".formatted(escaped(text)));
    }

    private static String page(String title, String content) {
        return """
                <!doctype html>
                <html lang="sv">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>body{font:1.125rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}a{color:#00446a}</style>
                </head>
                <body>
                <main>
                <h1>%1$s</h1>
                %2$s
                <p><a href="%3$s">Tillbaka till 1177-appen</a></p>
                </main>
                </body>
                </html>
                """
                .formatted(title, content, BACK);
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
