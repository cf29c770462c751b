package io.github.jwasi.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** One group of rows as bars: how many times as long as jwasi each runtime takes, with the spread, on a log scale. */
final class Picture {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 520;
    private static final Theme LIGHT = new Theme("light", Color.WHITE, new Color(0x24292f), new Color(0xd0d7de));
    private static final Theme DARK = new Theme("dark", new Color(0x0d1117), new Color(0xe6edf3), new Color(0x30363d));

    private final Results results;
    private final List<Row> rows;
    private final Theme theme;
    private final double floor;

    private record Theme(String name, Color background, Color text, Color lines) {}

    private Picture(Results results, List<Row> rows, Theme theme) {
        this.results = results;
        this.rows = rows;
        this.theme = theme;
        floor = floor();
    }

    /** Draws every group, for pages with a light and with a dark background. */
    static void drawAll(Results results, Path folder) throws IOException {
        for (var group : results.rows().stream().map(Row::group).distinct().toList()) {
            var rows = results.rows().stream()
                    .filter(row -> row.group().equals(group))
                    .filter(row -> results.median(row, WasiRuntime.JWASI).isPresent())
                    .toList();
            if (rows.isEmpty()) {
                continue;
            }
            var name = group.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
            for (var theme : List.of(LIGHT, DARK)) {
                var file = folder.resolve(name + "-" + theme.name() + ".png");
                new Picture(results, rows, theme).draw(group, file);
            }
        }
    }

    private void draw(String group, Path file) throws IOException {
        var chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(group + ": how many times jwasi's figure, less is better")
                .build();
        style(chart);
        var colors = new ArrayList<Color>();
        for (var runtime : results.runtimes()) {
            if (rows.stream().anyMatch(row -> results.median(row, runtime).isPresent())) {
                addSeries(chart, runtime);
                colors.add(color(runtime));
            }
        }
        chart.getStyler().setSeriesColors(colors.toArray(Color[]::new));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private void style(CategoryChart chart) {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        var styler = chart.getStyler();
        // The axis has logarithms, as on XChart's logarithmic one the bars of the spread have wrong lengths.
        styler.setYAxisMin(0.0).setyAxisTickLabelsFormattingFunction(this::tick);
        styler.setChartBackgroundColor(theme.background)
                .setPlotBackgroundColor(theme.background)
                .setLegendBackgroundColor(theme.background)
                .setChartFontColor(theme.text)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendFont(font)
                .setChartTitleFont(font.deriveFont(Font.BOLD, 15f));
        styler.setAxisTickLabelsColor(theme.text)
                .setAxisTickLabelsFont(font)
                .setPlotGridLinesColor(theme.lines)
                .setErrorBarsColor(theme.text)
                .setXAxisLabelRotation(rows.size() > 4 ? 25 : 0)
                .setXAxisMaxLabelCount(Math.max(2, rows.size()));
        styler.setAvailableSpaceFill(0.9).setPlotBorderColor(theme.lines);
        styler.setLegendBorderColor(theme.background);
    }

    private void addSeries(CategoryChart chart, WasiRuntime runtime) {
        var titles = rows.stream().map(Row::title).toList();
        var values = new ArrayList<Double>();
        var spreads = new ArrayList<Double>();
        for (var row : rows) {
            var bar = bar(row, runtime);
            values.add(bar.height);
            spreads.add(bar.spread);
        }
        chart.addSeries(runtime.title(), titles, values, spreads);
    }

    private String tick(double height) {
        double power = height + floor;
        return power == Math.rint(power) ? plain(power) : "";
    }

    private static String plain(double power) {
        return power < 0 ? "1/" + Math.round(Math.pow(10, -power)) : String.valueOf(Math.round(Math.pow(10, power)));
    }

    /** The power of ten at the bottom. */
    private double floor() {
        return rows.stream()
                .flatMap(row -> results.runtimes().stream().flatMap(runtime -> relative(row, runtime).stream()))
                .mapToDouble(figure -> Math.floor(Math.log10(figure.low())))
                .min()
                .orElse(0);
    }

    /** Not a number where there is no bar. */
    private record Bar(double height, double spread) {}

    private Bar bar(Row row, WasiRuntime runtime) {
        return relative(row, runtime)
                .map(figure -> new Bar(
                        Math.log10(figure.median()) - floor,
                        (Math.log10(figure.high()) - Math.log10(figure.low())) / 2))
                .orElse(new Bar(Double.NaN, 0));
    }

    /** A figure as multiples of jwasi's, so that less is better. */
    private Optional<Figure.Measured> relative(Row row, WasiRuntime runtime) {
        var ours = results.median(row, WasiRuntime.JWASI).orElseThrow();
        return results.figure(row, runtime)
                .filter(Figure.Measured.class::isInstance)
                .map(Figure.Measured.class::cast)
                // Memory that others gave back meanwhile may make less than 0.
                .filter(figure -> figure.low() > 0 && ours > 0)
                .map(figure -> row.higherIsBetter()
                        ? new Figure.Measured(
                                ours / figure.median(), ours / figure.high(), ours / figure.low(), figure.samples())
                        : new Figure.Measured(
                                figure.median() / ours, figure.low() / ours, figure.high() / ours, figure.samples()));
    }

    private Color color(WasiRuntime runtime) {
        return switch (runtime) {
            case NATIVE -> theme.text;
            case JWASI -> new Color(0x2f81f7);
            case JWASI_LINKED -> new Color(0x54aeff);
            case JWASI_POOLED -> new Color(0x79c0ff);
            case JWASI_COMMAND -> new Color(0x0550ae);
            case NODE -> new Color(0x3fb950);
            case WASMTIME_PY -> new Color(0xd4a72c);
            case WASMTIME_JAVA -> new Color(0xdb6d28);
            case GRAALWASM -> new Color(0xa371f7);
            case GRAALWASM_INTERPRETED -> new Color(0xd2a8ff);
            case ENDIVE -> new Color(0xda3633);
            case ENDIVE_BUILD_TIME -> new Color(0xff7b72);
            case ENDIVE_INTERPRETED -> new Color(0xffc1ba);
            case CHICORY -> new Color(0xbf4b8a);
        };
    }
}
