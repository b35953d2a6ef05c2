package se.knutpunkt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Two series over time as an SVG picture, each from zero to its own maximum. */
final class Plot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int RIGHT = 60;
    private static final int TOP = 40;
    private static final int BOTTOM = 40;
    private static final int TICKS = 4;

    private final int step;
    private final int count;
    private final StringBuilder svg = new StringBuilder();

    private Plot(int step, int count) {
        this.step = step;
        this.count = Math.max(1, count);
    }

    /**
     * @param step seconds between two values
     */
    static Plot of(
            String first, int step, List<Integer> rates, String second, List<Integer> others) {
        Plot plot = new Plot(step, rates.size());
        plot.begin(first + " (line), " + second + " (dashes)");
        plot.series(rates, "#005b89", "", LEFT - 6, "end");
        plot.series(others, "#a33b00", "4 3", WIDTH - RIGHT + 6, "start");
        plot.svg.append("</svg>\n");
        return plot;
    }

    private void begin(String title) {
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img' font-family='sans-serif' font-size='12'>",
                WIDTH, HEIGHT);
        add("<title>%s</title><rect width='100%%' height='100%%' fill='#fff'/>", title);
        add("<text x='%d' y='20' font-size='14'>%s</text>", LEFT, title);
        for (int i = 0; i <= TICKS; i++) {
            int seconds = count * step * i / TICKS;
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle'>%d s</text>",
                    x((double) count * i / TICKS), HEIGHT - 16, seconds);
            double y = TOP + (double) (HEIGHT - TOP - BOTTOM) * i / TICKS;
            add(
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>",
                    LEFT, WIDTH - RIGHT, y, y);
        }
    }

    private void series(List<Integer> values, String colour, String dashes, int at, String anchor) {
        double top = Math.max(1, values.isEmpty() ? 1 : Collections.max(values)) * 1.1;
        for (int i = 0; i <= TICKS; i++) {
            add(
                    "<text x='%d' y='%.1f' text-anchor='%s' fill='%s'>%.0f</text>",
                    at, y(top * i / TICKS, top) + 4, anchor, colour, top * i / TICKS);
        }
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 0.5), y(values.get(i), top)));
        }
        add(
                "<polyline fill='none' stroke='%s' stroke-width='2' stroke-dasharray='%s' points='%s'/>",
                colour, dashes, points.toString().strip());
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * value / count;
    }

    private double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
    }

    private void add(String line, Object... values) {
        svg.append(String.format(Locale.ROOT, line, values)).append('\n');
    }

    void write(Path file) throws IOException {
        Files.writeString(file, svg);
    }
}
