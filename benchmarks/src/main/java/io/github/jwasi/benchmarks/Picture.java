package io.github.jwasi.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The comparison as bars, in PNG. */
final class Picture {
    private Picture() {}

    static void draw(Map<Operation, NodeComparison.Result> results, Path file) throws IOException {
        var titles = new ArrayList<String>();
        var node = new ArrayList<Double>();
        var jwasi = new ArrayList<Double>();
        results.forEach((operation, result) -> {
            titles.add(operation.title());
            node.add(result.node() / 1000);
            jwasi.add(result.jwasi() / 1000);
        });
        var chart = new CategoryChartBuilder()
                .width(900)
                .height(420)
                .title("One operation in a guest, microseconds: less is better")
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.InsideNE)
                .setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(new Color[] {new Color(0x8a8f98), new Color(0x2f6fde)});
        chart.getStyler().setLabelsVisible(true).setDecimalPattern("0.00");
        chart.getStyler().setXAxisLabelRotation(20);
        chart.addSeries("node:wasi", titles, List.copyOf(node));
        chart.addSeries("jwasi", titles, List.copyOf(jwasi));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }
}
